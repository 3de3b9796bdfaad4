package dev.smtap.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An eventfd(2): wakes a thread that polls. Any thread signals; allocates nothing afterwards. */
public final class EventFd implements AutoCloseable {
  // Eight bytes of the value one for every signal of the process, and eight per object to drain.
  private static final MemorySegment ONE = Arena.global().allocate(ValueLayout.JAVA_LONG);

  static {
    ONE.set(ValueLayout.JAVA_LONG, 0, 1);
  }

  private final FileHandle handle;
  private final MemorySegment value = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  private EventFd(FileHandle handle) {
    this.handle = handle;
  }

  /** Opens a new one, non-blocking and not signalled. */
  public static EventFd open() throws SystemException {
    int fd = FileHandle.check(ControlCalls.eventfd(0), "make", "an eventfd", "");
    return new EventFd(FileHandle.owning(fd, "eventfd"));
  }

  /** Makes the descriptor readable until the next {@link #drain}. */
  public void signal() {
    long result;
    do {
      result = DataCalls.write(handle.fd(), ONE.address(), Long.BYTES);
    } while (result == -Errno.EINTR);
  }

  /** Makes the descriptor unreadable; true if it had been signalled. One thread only. */
  public boolean drain() {
    long result;
    do {
      result = DataCalls.read(handle.fd(), value.address(), Long.BYTES);
    } while (result == -Errno.EINTR);
    return result == Long.BYTES;
  }

  /** The descriptor to poll for {@link Poll#POLLIN}. */
  public int fd() {
    return handle.fd();
  }

  @Override
  public void close() {
    handle.close();
  }
}
