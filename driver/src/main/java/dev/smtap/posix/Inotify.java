package dev.smtap.posix;

/** {@code struct inotify_event} of inotify(7): int wd, u32 mask, u32 cookie, u32 len, name. */
public final class Inotify {
  public static final int HEADER_SIZE = 16;
  public static final int WATCH_OFFSET = 0;
  public static final int MASK_OFFSET = 4;
  public static final int NAME_LENGTH_OFFSET = 12;

  public static final int IN_MODIFY = 0x0002;
  public static final int IN_ATTRIB = 0x0004;
  public static final int IN_CLOSE_WRITE = 0x0008;
  public static final int IN_MOVED_FROM = 0x0040;
  public static final int IN_MOVED_TO = 0x0080;
  public static final int IN_DELETE = 0x0200;
  public static final int IN_UNMOUNT = 0x2000;
  public static final int IN_Q_OVERFLOW = 0x4000;
  public static final int IN_IGNORED = 0x8000;

  /** To a watch that is there already, rather than instead of it. */
  public static final int IN_MASK_ADD = 0x2000_0000;

  private Inotify() {}
}
