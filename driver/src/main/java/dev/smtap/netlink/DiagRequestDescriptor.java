package dev.smtap.netlink;

/**
 * Layout of the kernel's {@code struct inet_diag_req_v2}: what is asked about sockets.
 *
 * <pre>
 *     0 +------------------------------------------------------+
 *       | family (1) | protocol (1) | extensions (1) | zero (1) |
 *     4 | states (4)                                           |
 *     8 | socket id (48), see DiagSocketIdDescriptor           |
 *    56 +------------------------------------------------------+
 * </pre>
 */
final class DiagRequestDescriptor {
  static final int FAMILY_OFFSET = 0;
  static final int PROTOCOL_OFFSET = 1;
  static final int EXTENSIONS_OFFSET = 2;

  /** A bit for each state of TCP that is wanted; counts for lists only. */
  static final int STATES_OFFSET = 4;

  static final int SOCKET_ID_OFFSET = 8;
  static final int BYTES = 56;

  private DiagRequestDescriptor() {}
}
