package dev.smtap.facility;

import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;

/** How section files are made, opened and checked. Any thread. */
final class SectionFile {
  /** No section is longer; a file that says so is damaged. */
  static final long MOST_BYTES = 1L << 36;

  private static final int GROUP_OR_OTHERS_WRITE = 022;

  private SectionFile() {}

  /**
   * Makes an unfinished file of this length without memory behind it. An old unfinished one is
   * removed: its maker is dead.
   */
  static FileHandle create(Path path, long bytes, int mode) throws SystemException {
    PathCalls.unlink(path);
    FileHandle file =
        FileHandle.open(
            path.toString(),
            OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW,
            mode,
            "check your rights in the partition's directory");
    try {
      file.setPermissions(mode);
      file.setLength(bytes);
      return file;
    } catch (SystemException e) {
      PathCalls.unlink(path);
      file.close();
      throw e;
    }
  }

  /** Refuses a section that would be too long to be believed by others. */
  static void checkLength(Path path, long bytes, String advice) throws SystemException {
    if (bytes > MOST_BYTES) {
      throw SystemException.because(
          "make",
          path.toString(),
          "it would have " + bytes + " bytes, more than " + MOST_BYTES,
          advice);
    }
  }

  /** Gives an unfinished file its name, in place of what had it. */
  static void publish(Path unfinished, Path path) throws SystemException {
    PathCalls.rename(unfinished, path, 0);
  }

  /** Opens a section; its path is not a symbolic link. */
  static FileHandle open(Path path, boolean writable) throws SystemException {
    int access = writable ? OpenFlags.O_RDWR : OpenFlags.O_RDONLY;
    return FileHandle.open(
        path.toString(),
        access | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK,
        0,
        "check that it exists and that you are in the group of the partition");
  }

  /**
   * Checks what can be checked before a section is mapped: a regular file, of a length that a
   * section can have.
   */
  static FileStatus check(FileHandle file, Path path, boolean ownedByOne) throws SystemException {
    FileStatus status = file.status();
    if (!status.isRegular()) {
      throw damaged(path, "it is not a regular file");
    }
    if (ownedByOne && (status.mode() & GROUP_OR_OTHERS_WRITE) != 0) {
      throw damaged(path, "others than its owner can write to it");
    }
    if (status.size() < NodeSectionDescriptor.BYTES || status.size() > MOST_BYTES) {
      throw damaged(path, "it has " + status.size() + " bytes");
    }
    return status;
  }

  /** The error for a file that is not what it should be. */
  static SystemException damaged(Path path, String why) {
    return SystemException.because(
        "use",
        path.toString(),
        why,
        "stop the nodes of this partition and run 'smtap clean', or choose another --facility");
  }

  /** The error for a section of another format. */
  static SystemException otherFormat(Path path, int version, int features) {
    return SystemException.because(
        "use",
        path.toString(),
        "it has format "
            + version
            + " (features "
            + features
            + "), this smtap speaks format "
            + NodeSectionDescriptor.VERSION,
        "stop the nodes of the other version first, or give this node another --partition");
  }

  /** What reserving memory failed with, as an error. */
  static SystemException noMemory(Path path, long bytes, int errno) {
    String advice =
        errno == Errno.ENOMEM
            ? "raise the memory limit of this control group, or use fewer slots (--slots)"
            : "make it larger (mount -o remount,size=...), or use fewer slots (--slots)";
    return new SystemException("reserve", bytes + " bytes for " + path, errno, advice);
  }
}
