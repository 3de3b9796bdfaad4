package dev.smtap.facility;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.SystemException;
import org.jspecify.annotations.Nullable;

/**
 * The one fact that life and death come from: a node holds an open-file-description write lock on
 * its section as long as it lives (fcntl(2), F_OFD_SETLK). The kernel drops it at any death, in any
 * PID namespace. Any thread.
 */
public final class LifeLock implements AutoCloseable {
  /**
   * The lock's descriptor stands above all others of a usual process: descriptors are closed such
   * that it goes first.
   */
  private static final int LOWEST_DESCRIPTOR = 3_000;

  private final FileHandle handle;

  private LifeLock(FileHandle handle) {
    this.handle = handle;
  }

  /**
   * Takes the lock on a file that was opened for this purpose alone, and moves its descriptor to
   * the top.
   *
   * @return the lock, or null when somebody else holds it; the handle is closed in both cases
   */
  public static @Nullable LifeLock tryTake(FileHandle file, String subject) throws SystemException {
    try (file) {
      if (!file.tryLock(FileHandle.WRITE_LOCK)) {
        return null;
      }
      int high = ControlCalls.dupAbove(file.fd(), LOWEST_DESCRIPTOR);
      if (high == -Errno.EINVAL) {
        high = ControlCalls.dupAbove(file.fd(), 0);
      }
      if (high < 0) {
        throw new SystemException(
            "lock", subject, -high, "raise the limit of open files (ulimit -n)");
      }
      return new LifeLock(FileHandle.owning(high, subject));
    }
  }

  /** True while somebody holds the write lock on this open file. */
  public static boolean isHeld(int fd) {
    int found = ControlCalls.lockProbe(fd, FileHandle.READ_LOCK);
    return found >= 0 && found != FileHandle.NO_LOCK;
  }

  @Override
  public void close() {
    handle.close();
  }
}
