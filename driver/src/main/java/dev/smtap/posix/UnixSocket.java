package dev.smtap.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A stream socket that has a path, or talks to one that has (unix(7)). It does not block, but for a
 * caller's that got a patience. It belongs to the network namespace in which it was opened, which
 * it keeps alive; its path can be reached from all. Any thread.
 */
public final class UnixSocket implements AutoCloseable {
  /** Bytes of the longest path. */
  public static final int LONGEST_PATH = UnixAddress.LONGEST;

  private static final int SOCK_STREAM = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final int MICROS_PER_MILLI = 1_000;

  private final FileHandle handle;

  private UnixSocket(FileHandle handle) {
    this.handle = handle;
  }

  /**
   * Who is at the other end, as the kernel says.
   *
   * @param processId its process, 0 if that is in a PID namespace out of sight
   * @param userId its effective user
   */
  public record Peer(int processId, int userId) {
    @Override
    public String toString() {
      return "user " + userId + " (process " + processId + ")";
    }
  }

  /** Opens one that does not block, in the namespace of the calling thread. */
  public static UnixSocket open() throws SystemException {
    return open(OpenFlags.O_NONBLOCK);
  }

  /** Opens one whose calls wait for so long at most, and give -EAGAIN then. */
  public static UnixSocket openPatient(int millis) throws SystemException {
    UnixSocket socket = open(0);
    ByteBuffer time = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.nativeOrder());
    time.putLong(millis / MILLIS_PER_SECOND)
        .putLong((long) millis % MILLIS_PER_SECOND * MICROS_PER_MILLI);
    for (int option : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
      int result =
          ControlCalls.setsockopt(
              socket.fd(), SOL_SOCKET, option, time.array(), time.array().length);
      FileHandle.check(result, "limit the time of", "a Unix socket", "");
    }
    return socket;
  }

  private static UnixSocket open(int flags) throws SystemException {
    int fd = ControlCalls.socket(UnixAddress.AF_UNIX, SOCK_STREAM | flags, 0);
    return owning(FileHandle.check(fd, "open", "a Unix socket", ""));
  }

  /** Takes over a descriptor that {@link #accept} gave. */
  public static UnixSocket owning(int fd) {
    return new UnixSocket(FileHandle.owning(fd, "Unix socket"));
  }

  /** bind(2): makes the path, which must not be there. */
  public void bind(Path path) throws SystemException {
    byte[] address = UnixAddress.of(path.toString());
    int result = ControlCalls.bind(fd(), address, address.length);
    FileHandle.check(result, "make the socket", path.toString(), "");
  }

  /** listen(2). */
  public void listen(int backlog) throws SystemException {
    FileHandle.check(ControlCalls.listen(fd(), backlog), "listen on", "a Unix socket", "");
  }

  /** accept(2): a descriptor for {@link #owning}, or -errno; -EAGAIN when nobody waits. */
  public int accept() {
    return Retry.call(() -> ControlCalls.accept(fd()));
  }

  /** connect(2): 0, or -errno; -EAGAIN when too many wait there. */
  public int connect(Path path) throws SystemException {
    byte[] address = UnixAddress.of(path.toString());
    return Retry.call(() -> ControlCalls.connect(fd(), address, address.length));
  }

  /** Whether somebody listens on a path; also one that takes nobody just now. */
  public static boolean isListening(Path path) throws SystemException {
    try (UnixSocket probe = open()) {
      int result = probe.connect(path);
      if (result == -Errno.ECONNREFUSED || result == -Errno.ENOENT) {
        return false;
      }
      if (result < 0 && result != -Errno.EAGAIN) {
        throw new SystemException("probe the socket", path.toString(), -result, "");
      }
      return true;
    }
  }

  /**
   * recv(2) into a part of a buffer.
   *
   * @return bytes, 0 at the end, or -errno; -EAGAIN when there is nothing
   */
  public int receive(byte[] buffer, int offset) {
    byte[] part = new byte[buffer.length - offset];
    int bytes = (int) Retry.callLong(() -> ControlCalls.recv(fd(), part, part.length, 0));
    if (bytes > 0) {
      System.arraycopy(part, 0, buffer, offset, bytes);
    }
    return bytes;
  }

  /** The same for a whole buffer, and without waiting, whatever the patience. */
  public int receiveNow(byte[] buffer) {
    return (int) Retry.callLong(() -> ControlCalls.recv(fd(), buffer, buffer.length, MSG_DONTWAIT));
  }

  /** send(2): bytes, or -errno. */
  public int send(byte[] bytes) {
    byte[] nobody = {};
    return (int)
        Retry.callLong(
            () -> ControlCalls.sendto(fd(), bytes, bytes.length, MSG_NOSIGNAL, nobody, 0));
  }

  /** Who connected (SO_PEERCRED). */
  public Peer peer() throws SystemException {
    byte[] value = new byte[3 * Integer.BYTES];
    int[] length = {value.length};
    int result = ControlCalls.getsockopt(fd(), SOL_SOCKET, SO_PEERCRED, value, length);
    FileHandle.check(result, "ask who is at", "a Unix socket", "");
    ByteBuffer fields = ByteBuffer.wrap(Arrays.copyOf(value, length[0]));
    fields.order(ByteOrder.nativeOrder());
    return new Peer(fields.getInt(0), fields.getInt(Integer.BYTES));
  }

  /** The descriptor to poll. */
  public int fd() {
    return handle.fd();
  }

  @Override
  public void close() {
    handle.close();
  }
}
