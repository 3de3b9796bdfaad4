package dev.smtap.global;

/**
 * The first word of a listener in a node's section, see {@link
 * dev.smtap.facility.GlobalAreaDescriptor}. Static functions; any thread.
 */
final class ListenerWords {
  /** Flag: it takes packets of IPv4. */
  static final int VERSION4 = 1;

  /** Flag: it takes packets of IPv6. */
  static final int VERSION6 = 2;

  private ListenerWords() {}

  static long of(int protocol, int flags, int localPort, int foreignPort) {
    return (long) foreignPort << 32 | (long) localPort << 16 | (long) flags << 8 | protocol;
  }

  static boolean isFor(long word, int protocol, int localPort) {
    return protocol(word) == protocol && localPort(word) == localPort;
  }

  static boolean takes(long word, boolean isVersion4) {
    return (flags(word) & (isVersion4 ? VERSION4 : VERSION6)) != 0;
  }

  static int protocol(long word) {
    return (int) word & 0xff;
  }

  static int flags(long word) {
    return (int) (word >>> 8) & 0xff;
  }

  static int localPort(long word) {
    return (int) (word >>> 16) & 0xffff;
  }

  static int foreignPort(long word) {
    return (int) (word >>> 32) & 0xffff;
  }
}
