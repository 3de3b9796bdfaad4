package dev.smtap.posix;

/**
 * What fstat(2) says about a file.
 *
 * @param mode type and permission bits
 * @param size length in bytes
 * @param links hard links; 0 once the file is deleted
 * @param allocated bytes that really take space
 */
public record FileStatus(
    long device, long inode, int mode, int uid, int gid, long size, long links, long allocated) {
  private static final int TYPE_MASK = 0xF000;
  private static final int REGULAR = 0x8000;
  private static final int DIRECTORY = 0x4000;
  private static final int SOCKET = 0xC000;
  private static final int PERMISSIONS = 0xFFF;

  static FileStatus of(long[] fields) {
    return new FileStatus(
        fields[ControlCalls.STAT_DEVICE],
        fields[ControlCalls.STAT_INODE],
        (int) fields[ControlCalls.STAT_MODE],
        (int) fields[ControlCalls.STAT_UID],
        (int) fields[ControlCalls.STAT_GID],
        fields[ControlCalls.STAT_SIZE],
        fields[ControlCalls.STAT_LINKS],
        fields[ControlCalls.STAT_ALLOCATED]);
  }

  public boolean isRegular() {
    return (mode & TYPE_MASK) == REGULAR;
  }

  public boolean isDirectory() {
    return (mode & TYPE_MASK) == DIRECTORY;
  }

  public boolean isSocket() {
    return (mode & TYPE_MASK) == SOCKET;
  }

  /** The permission bits, set-ID and sticky bits included. */
  public int permissions() {
    return mode & PERMISSIONS;
  }

  /** Whether both are one and the same file. */
  public boolean isSameFile(FileStatus other) {
    return device == other.device && inode == other.inode;
  }
}
