package dev.smtap.global;

import static dev.smtap.facility.ListenerDescriptor.FLAGS_OFFSET;
import static dev.smtap.facility.ListenerDescriptor.FOREIGN_PORT_OFFSET;
import static dev.smtap.facility.ListenerDescriptor.LOCAL_PORT_OFFSET;
import static dev.smtap.facility.ListenerDescriptor.TAKES_IPV4;
import static dev.smtap.facility.ListenerDescriptor.TAKES_IPV6;

/**
 * The first word of a listener in a node's section, see {@link
 * dev.smtap.facility.ListenerDescriptor}. Static functions; any thread.
 */
final class ListenerWords {
  private ListenerWords() {}

  static long of(int protocol, int flags, int localPort, int foreignPort) {
    return (long) foreignPort << (FOREIGN_PORT_OFFSET * Byte.SIZE)
        | (long) localPort << (LOCAL_PORT_OFFSET * Byte.SIZE)
        | (long) flags << (FLAGS_OFFSET * Byte.SIZE)
        | protocol;
  }

  static boolean isFor(long word, int protocol, int localPort) {
    return protocol(word) == protocol && localPort(word) == localPort;
  }

  static boolean takes(long word, boolean isVersion4) {
    return (flags(word) & (isVersion4 ? TAKES_IPV4 : TAKES_IPV6)) != 0;
  }

  static int protocol(long word) {
    return (int) word & 0xff;
  }

  static int flags(long word) {
    return (int) (word >>> (FLAGS_OFFSET * Byte.SIZE)) & 0xff;
  }

  static int localPort(long word) {
    return (int) (word >>> (LOCAL_PORT_OFFSET * Byte.SIZE)) & 0xffff;
  }

  static int foreignPort(long word) {
    return (int) (word >>> (FOREIGN_PORT_OFFSET * Byte.SIZE)) & 0xffff;
  }
}
