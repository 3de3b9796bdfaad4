package dev.smtap.cli.doctor;

import dev.smtap.cli.ShellWord;
import dev.smtap.posix.FileSystemStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whether there is as much shared memory as the nodes may come to need. */
final class MemoryCheck {
  private static final long MEBIBYTE = 1L << 20;

  private MemoryCheck() {}

  /**
   * Memory in bytes.
   *
   * @param mount where the file system is mounted
   * @param fileSystem what it has
   * @param most what common section and nodes take at most, running or configured
   * @param has what they have of it already
   */
  record Facts(Path mount, FileSystemStatus fileSystem, long most, long has) {}

  static List<Finding> judge(Facts facts) {
    FileSystemStatus fileSystem = facts.fileSystem();
    boolean isInMemory = fileSystem.type() == FileSystemStatus.TMPFS;
    long missing = facts.most() - facts.has() - fileSystem.freeBytes();
    // A tmpfs of size 0 has no limit.
    if (missing <= 0 || (isInMemory && fileSystem.totalBytes() == 0)) {
      return List.of();
    }
    long wanted = (fileSystem.totalBytes() + missing + MEBIBYTE - 1) / MEBIBYTE;
    String wrong =
        facts.mount()
            + " has "
            + megabytes(fileSystem.freeBytes())
            + " free, and the nodes may come to need "
            + megabytes(facts.most() - facts.has())
            + " more than they have";
    return List.of(
        new Finding(
            Topic.MEMORY,
            facts.mount().toString(),
            wrong,
            "nodes do not start, or drop frames under load because no slot is free",
            "make it larger, also in /etc/fstab; or take fewer --slots, --nodes or flows",
            isInMemory
                ? List.of(
                    "mount -o remount,size="
                        + wanted
                        + "M "
                        + ShellWord.of(facts.mount().toString()))
                : List.of()));
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEBIBYTE);
  }
}
