package dev.smtap.netlink;

/**
 * Layout of the kernel's {@code struct inet_diag_sockid}: the two ends of a socket. Ports and
 * addresses are in network byte order; an IPv4 address takes the first four bytes, the rest is
 * zero. Source and destination are those of what the socket sends, so source is the local end.
 *
 * <pre>
 *     0 +-----------------------------------------+
 *       | source port (2) | destination port (2)  |
 *     4 | source address (16)                     |
 *    20 | destination address (16)                |
 *    36 | interface (4)                           |
 *    40 | cookie (8)                              |
 *    48 +-----------------------------------------+
 * </pre>
 */
final class DiagSocketIdDescriptor {
  static final int SOURCE_PORT_OFFSET = 0;
  static final int DESTINATION_PORT_OFFSET = 2;
  static final int SOURCE_ADDRESS_OFFSET = 4;
  static final int DESTINATION_ADDRESS_OFFSET = 20;
  static final int INTERFACE_OFFSET = 36;

  /** Two 32-bit numbers, the lower half first. */
  static final int COOKIE_OFFSET = 40;

  static final int ADDRESS_BYTES = 16;
  static final int BYTES = 48;

  private DiagSocketIdDescriptor() {}
}
