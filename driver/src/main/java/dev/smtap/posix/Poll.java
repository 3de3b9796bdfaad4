package dev.smtap.posix;

/** {@code struct pollfd} of poll(2) and its events: int fd, short events, short revents. */
public final class Poll {
  public static final int SIZE = 8;
  public static final int FD_OFFSET = 0;
  public static final int EVENTS_OFFSET = 4;
  public static final int RESULT_OFFSET = 6;

  public static final short POLLIN = 0x01;
  public static final short POLLOUT = 0x04;
  public static final short POLLERR = 0x08;
  public static final short POLLHUP = 0x10;
  public static final short POLLNVAL = 0x20;

  private Poll() {}
}
