package dev.smtap.cli.capture;

import dev.smtap.cli.TypedPath;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where captured bytes go: standard output, a file, or files one after another. One thread. */
final class Output implements AutoCloseable {
  /** What stands for standard output. */
  static final String STANDARD = "-";

  private static final int STANDARD_FD = 1;
  private static final int MODE = 0600;
  private static final long TCGETS = 0x5401;
  private static final int TERMIOS_BYTES = 64;

  private final String path;
  private final Rotation rotation;
  private final Deque<Path> written = new ArrayDeque<>();
  private final MappedSection pollFd;
  private FileHandle file;
  private int number;
  private long bytes;
  private long sinceNanos;
  private boolean isClosed;

  private Output(String path, Rotation rotation) throws SystemException {
    this.path = path;
    this.rotation = rotation;
    this.pollFd = MappedSection.ofPrivateMemory(Poll.SIZE);
    this.file = open();
  }

  /** Opens it. */
  static Output open(String path, Rotation rotation) throws SystemException {
    if (path.equals(STANDARD) && isTerminal()) {
      throw SystemException.because(
          "write captured frames to",
          "a terminal",
          "they are no text",
          "name a file (-w FILE) or a program (smtap capture -w - | tcpdump -r -)");
    }
    return new Output(path, rotation);
  }

  private static boolean isTerminal() {
    return ControlCalls.ioctl(STANDARD_FD, TCGETS, new byte[TERMIOS_BYTES]) == 0;
  }

  private boolean isStandard() {
    return path.equals(STANDARD);
  }

  private FileHandle open() throws SystemException {
    sinceNanos = System.nanoTime();
    bytes = 0;
    if (isStandard()) {
      return FileHandle.owning(STANDARD_FD, "standard output");
    }
    String name = rotation.isOn() ? Rotation.numbered(path, ++number) : path;
    Path next = TypedPath.of("write captured frames to", name);
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
    FileHandle opened = FileHandle.open(next.toString(), flags, MODE, "check the directory");
    written.addLast(next);
    removeOldest();
    return opened;
  }

  private void removeOldest() throws SystemException {
    while (rotation.files() > 0 && written.size() > rotation.files()) {
      Path oldest = written.removeFirst();
      try {
        Files.deleteIfExists(oldest);
      } catch (IOException e) {
        throw SystemException.because(
            "remove", oldest.toString(), String.valueOf(e.getMessage()), "check the directory");
      }
    }
  }

  /** Whether the next frame belongs into the next file. */
  boolean isFull(long waitingBytes) {
    return rotation.isOn() && rotation.isDue(bytes + waitingBytes, System.nanoTime() - sinceNanos);
  }

  /** Goes on in the next file. */
  void next() throws SystemException {
    file.close();
    file = open();
  }

  /** Whether nobody reads it any more. */
  boolean isClosed() {
    if (isStandard() && !isClosed) {
      isClosed = (poll(0, 0) & Poll.POLLERR) != 0;
    }
    return isClosed;
  }

  /** What poll(2) says of it. */
  private int poll(int events, int timeoutMillis) {
    SharedMemory.putInt(pollFd.position() + Poll.FD_OFFSET, file.fd());
    SharedMemory.putInt(pollFd.position() + Poll.EVENTS_OFFSET, events);
    int ready = DataCalls.poll(pollFd.position(), 1, timeoutMillis);
    return ready <= 0 ? 0 : SharedMemory.getInt(pollFd.position() + Poll.EVENTS_OFFSET) >>> 16;
  }

  /** Writes bytes from memory; into nothing, once nobody reads. */
  void write(long position, long length) throws SystemException {
    bytes += length;
    long from = position;
    long end = position + length;
    while (from < end && !isClosed) {
      long result = DataCalls.write(file.fd(), from, end - from);
      switch ((int) Math.max(-result, 0)) {
        case 0 -> from += result;
        case Errno.EINTR -> {}
        case Errno.EAGAIN -> {
          int unused = poll(Poll.POLLOUT, -1);
        }
        case Errno.EPIPE -> isClosed = true;
        default ->
            throw new SystemException(
                "write captured frames to", file.name(), (int) -result, "make room there");
      }
    }
  }

  @Override
  public void close() throws SystemException {
    if (!isStandard()) {
      file.close();
    }
    pollFd.close();
  }
}
