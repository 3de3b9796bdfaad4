package dev.smtap.posix;

/** An eventfd(2): wakes a thread that polls. Any thread signals; allocates nothing afterwards. */
public final class EventFd implements AutoCloseable {
  private static final NativeBuffer ONE = NativeBuffer.allocate(Long.BYTES);

  static {
    var _ = ONE.bytes().putLong(0, 1);
  }

  private final FileHandle handle;
  private final NativeBuffer value = NativeBuffer.allocate(Long.BYTES);

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
      result = DataCalls.write(handle.fd(), ONE.position(), Long.BYTES);
    } while (result == -Errno.EINTR);
  }

  /** Makes the descriptor unreadable; true if it had been signalled. One thread only. */
  public boolean drain() {
    long result;
    do {
      result = DataCalls.read(handle.fd(), value.position(), Long.BYTES);
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
