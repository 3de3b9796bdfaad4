package dev.smtap.posix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Calls on paths that throw a {@link SystemException}. Any thread. */
public final class PathCalls {
  private PathCalls() {}

  /** renameat2(2); flags 0 or {@link OpenFlags#RENAME_NOREPLACE}. */
  public static void rename(Path from, Path to, int flags) throws SystemException {
    int result = ControlCalls.rename(from.toString(), to.toString(), flags);
    FileHandle.check(result, "rename " + from + " to", to.toString(), "");
  }

  /** unlink(2); false if there was nothing. */
  public static boolean unlink(Path path) throws SystemException {
    return removed(ControlCalls.unlink(path.toString()), path);
  }

  /** mkdir(2); false if it was there already. */
  public static boolean makeDirectory(Path path, int mode) throws SystemException {
    int result = ControlCalls.mkdir(path.toString(), mode);
    if (result == -Errno.EEXIST) {
      return false;
    }
    FileHandle.check(result, "make the directory", path.toString(), "");
    return true;
  }

  /** rmdir(2); false if there was nothing. */
  public static boolean removeDirectory(Path path) throws SystemException {
    return removed(ControlCalls.rmdir(path.toString()), path);
  }

  /** The status of a file without following a symbolic link, or empty if there is none. */
  public static Optional<FileStatus> status(Path path) throws SystemException {
    return status(path, OpenFlags.AT_SYMLINK_NOFOLLOW);
  }

  /** The status of what a path leads to, or empty if there is nothing. */
  public static Optional<FileStatus> statusFollowing(Path path) throws SystemException {
    return status(path, 0);
  }

  private static Optional<FileStatus> status(Path path, int flags) throws SystemException {
    long[] fields = new long[ControlCalls.STAT_FIELDS];
    int result = ControlCalls.statPath(terminated(path), flags, fields);
    if (result == -Errno.ENOENT || result == -Errno.ENOTDIR) {
      return Optional.empty();
    }
    FileHandle.check(result, "examine", path.toString(), "");
    return Optional.of(FileStatus.of(fields));
  }

  /** The bytes of a path with a zero behind them. */
  static byte[] terminated(Path path) {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(name, name.length + 1);
  }

  private static boolean removed(int result, Path path) throws SystemException {
    if (result == -Errno.ENOENT) {
      return false;
    }
    FileHandle.check(result, "remove", path.toString(), "");
    return true;
  }
}
