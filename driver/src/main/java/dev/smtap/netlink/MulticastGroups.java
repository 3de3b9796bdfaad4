package dev.smtap.netlink;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The link-layer multicast groups that the kernel has joined, from {@code
 * /proc/thread-self/net/dev_mcast}. It reads the namespace in which it was opened, whatever the
 * thread enters later, and keeps it alive until it is closed. One thread.
 */
public final class MulticastGroups implements AutoCloseable {
  private static final String FILE = "/proc/thread-self/net/dev_mcast";
  private static final int FIRST_SIZE = 8 * 1024;

  // Not a channel: what that does around a read was a seventh of the time of an idle node.
  private final RandomAccessFile file;
  private ByteBuffer text = ByteBuffer.allocate(FIRST_SIZE);
  private ByteBuffer parsedText = ByteBuffer.allocate(FIRST_SIZE).limit(0);
  private final Set<Integer> parsedFor = new HashSet<>();
  private final MulticastParser parser = new MulticastParser();

  private MulticastGroups(RandomAccessFile file) {
    this.file = file;
  }

  /** Opens it for the namespace of the calling thread, which must be a platform thread. */
  public static MulticastGroups open() throws SystemException {
    try {
      return new MulticastGroups(new RandomAccessFile(FILE, "r"));
    } catch (IOException e) {
      throw SystemException.because("read", FILE, String.valueOf(e.getMessage()), "mount /proc");
    }
  }

  /**
   * The groups of one interface, sorted, each 48 bits with the first byte highest.
   *
   * @param before the result of the last call for this interface, which is returned again if
   *     nothing has changed, so that looking every second makes no garbage
   */
  public long[] read(int ifindex, long[] before) throws SystemException {
    try {
      fill();
    } catch (IOException e) {
      throw SystemException.because("read", FILE, String.valueOf(e.getMessage()), "");
    }
    if (!text.equals(parsedText)) {
      parsedFor.clear();
    } else if (parsedFor.contains(ifindex)) {
      return before;
    }
    parser.parse(text, ifindex);
    rememberParsed(ifindex);
    int count = parser.count();
    boolean same = Arrays.equals(parser.found(), 0, count, before, 0, before.length);
    return same ? before : Arrays.copyOf(parser.found(), count);
  }

  /** The two buffers take turns: with several interfaces no second makes garbage either. */
  private void rememberParsed(int ifindex) {
    ByteBuffer free = parsedText;
    parsedText = text.rewind();
    parsedFor.add(ifindex);
    text = free;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // A file of /proc that was only read has nothing to lose.
      return;
    }
  }

  private void fill() throws IOException {
    file.seek(0);
    int length = 0;
    int more;
    while ((more = file.read(text.array(), length, text.capacity() - length)) > 0) {
      length += more;
      if (length == text.capacity()) {
        text = ByteBuffer.wrap(Arrays.copyOf(text.array(), length * 2));
      }
    }
    text.position(0).limit(length);
  }
}
