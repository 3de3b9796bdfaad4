package dev.smtap.posix;

/** Flags of open(2), renameat2(2) and fstatat(2). */
public final class OpenFlags {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_NONBLOCK = 0x800;

  // These two differ between architectures.
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
  public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
  public static final int O_PATH = 0x200000;

  public static final int RENAME_NOREPLACE = 1;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;

  private OpenFlags() {}
}
