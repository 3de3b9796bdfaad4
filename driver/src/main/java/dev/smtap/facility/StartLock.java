package dev.smtap.facility;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of a partition start one after the other: whoever holds this lock may claim an ID, make the
 * common section or give a network its index. Dropped by the kernel if the holder dies. The start
 * that waits gives up after a while, in words.
 */
public final class StartLock implements AutoCloseable {
  private static final int MODE = 0660;
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long PARK_NANOS = 2_000_000;

  private final FileHandle file;

  private StartLock(FileHandle file) {
    this.file = file;
  }

  /** Waits for its turn. */
  public static StartLock take(Facility facility) throws SystemException {
    StartLock taken = tryToTake(facility);
    while (taken == null) {
      facility.create();
      taken = tryToTake(facility);
    }
    return taken;
  }

  /** The same for who makes no partition: none if it was removed while this waited. */
  static Optional<StartLock> takeIfThere(Facility facility) throws SystemException {
    try {
      StartLock taken = tryToTake(facility);
      while (taken == null) {
        taken = tryToTake(facility);
      }
      return Optional.of(taken);
    } catch (SystemException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Null if the partition was cleaned while this waited: the lock of a file that is gone is none.
   */
  private static @Nullable StartLock tryToTake(Facility facility) throws SystemException {
    Path path = facility.startLock();
    FileHandle file =
        FileHandle.open(
            path.toString(),
            OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW,
            MODE,
            "check your rights in the partition's directory");
    try {
      waitForTurn(file);
      FileStatus mine = file.status();
      if (PathCalls.status(path).filter(mine::isSameFile).isPresent()) {
        return new StartLock(file);
      }
      file.close();
      return null;
    } catch (SystemException e) {
      file.close();
      throw e;
    }
  }

  private static void waitForTurn(FileHandle file) throws SystemException {
    // Fails for all but the file's owner, who made it with this mode whatever the umask.
    var unused = ControlCalls.fchmod(file.fd(), MODE);
    long start = System.nanoTime();
    while (!file.tryLock(FileHandle.WRITE_LOCK)) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw SystemException.because(
            "lock",
            file.name(),
            "another node of this partition is starting and does not finish",
            "stop that node");
      }
      LockSupport.parkNanos(PARK_NANOS);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
