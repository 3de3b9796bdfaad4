package dev.smtap.posix;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Owns one file descriptor. Any thread; the close that comes first wins, others do nothing. */
public final class FileHandle implements AutoCloseable {
  /** Lock types of fcntl(2). */
  public static final int READ_LOCK = 0;

  public static final int WRITE_LOCK = 1;
  public static final int NO_LOCK = 2;

  private static final int CLOSED = -1;

  private final AtomicInteger descriptor;
  private final String name;

  private FileHandle(int fd, String name) {
    this.descriptor = new AtomicInteger(fd);
    this.name = name;
  }

  /** Takes over a descriptor; the name is for error messages. */
  public static FileHandle owning(int fd, String name) {
    return new FileHandle(fd, name);
  }

  /** Opens a file; flags and mode as open(2), close-on-exec always. */
  public static FileHandle open(Path path, int flags, int mode) throws SystemException {
    return open(path.toString(), flags, mode, "");
  }

  /** Opens a file, with advice for the error message. */
  public static FileHandle open(String path, int flags, int mode, String advice)
      throws SystemException {
    int fd = Retry.call(() -> ControlCalls.open(path, flags, mode));
    return new FileHandle(check(fd, "open", path, advice), path);
  }

  /** The descriptor, or -1 once closed, which every call refuses with EBADF. */
  public int fd() {
    return descriptor.get();
  }

  public boolean isClosed() {
    return fd() == CLOSED;
  }

  /** The path or name it was made with. */
  public String name() {
    return name;
  }

  /** fstat(2). */
  public FileStatus status() throws SystemException {
    long[] fields = new long[ControlCalls.STAT_FIELDS];
    check(ControlCalls.statFd(fd(), fields), "examine", name, "");
    return FileStatus.of(fields);
  }

  /** fstatfs(2). */
  public FileSystemStatus fileSystem() throws SystemException {
    long[] fields = new long[4];
    check(ControlCalls.statfsFd(fd(), fields), "examine the file system of", name, "");
    return new FileSystemStatus(fields[0], fields[1], fields[2], fields[3]);
  }

  /** ftruncate(2). */
  public void setLength(long length) throws SystemException {
    int result = Retry.call(() -> ControlCalls.ftruncate(fd(), length));
    check(result, "set the length of", name, "");
  }

  /** fallocate(2): afterwards the range cannot fail for lack of space. */
  public void allocate(long offset, long length) throws SystemException {
    int result = Retry.call(() -> DataCalls.fallocate(fd(), 0, offset, length));
    check(result, "reserve " + length + " bytes in", name, "");
  }

  /** fchmod(2). */
  public void setPermissions(int mode) throws SystemException {
    check(ControlCalls.fchmod(fd(), mode), "set the permissions of", name, "");
  }

  /** fchown(2); -1 leaves an ID as it is. */
  public void setOwner(int uid, int gid) throws SystemException {
    check(ControlCalls.fchown(fd(), uid, gid), "set the owner of", name, "");
  }

  /**
   * Tries to take an open-file-description lock on the whole file, without waiting.
   *
   * @return false if somebody else's lock is in the way
   */
  public boolean tryLock(int type) throws SystemException {
    int result = Retry.call(() -> ControlCalls.lock(fd(), type));
    if (result == -Errno.EAGAIN || result == -Errno.EACCES) {
      return false;
    }
    check(result, "lock", name, "");
    return true;
  }

  /** Whether a lock of this type would be refused, because somebody else has one. */
  public boolean isLockedAgainst(int type) throws SystemException {
    int result = check(ControlCalls.lockProbe(fd(), type), "probe the lock of", name, "");
    return result != NO_LOCK;
  }

  /** Moves to the lowest free descriptor from {@code lowest} on, and closes the old one. */
  public FileHandle moveAbove(int lowest) throws SystemException {
    FileHandle moved = duplicateAbove(lowest);
    close();
    return moved;
  }

  /** The same open file once more, closed by itself. */
  public FileHandle duplicate() throws SystemException {
    return duplicateAbove(0);
  }

  private FileHandle duplicateAbove(int lowest) throws SystemException {
    int fd = check(ControlCalls.dupAbove(fd(), lowest), "duplicate the descriptor of", name, "");
    return new FileHandle(fd, name);
  }

  @Override
  public void close() {
    int fd = descriptor.getAndSet(CLOSED);
    if (fd != CLOSED) {
      // Linux has closed it whatever it returns.
      var _ = ControlCalls.close(fd);
    }
  }

  @Override
  public String toString() {
    return name + " (fd " + fd() + ")";
  }

  static int check(int result, String attempted, String subject, String advice)
      throws SystemException {
    if (result < 0) {
      throw new SystemException(attempted, subject, -result, advice);
    }
    return result;
  }
}
