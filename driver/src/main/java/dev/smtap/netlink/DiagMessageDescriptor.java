package dev.smtap.netlink;

/**
 * Layout of the kernel's {@code struct inet_diag_msg}: what it says about one socket. Attributes
 * follow.
 *
 * <pre>
 *     0 +------------------------------------------------------+
 *       | family (1) | state (1) | timer (1) | retransmits (1) |
 *     4 | socket id (48), see DiagSocketIdDescriptor           |
 *    52 | timer expires (4)                                    |
 *    56 | receive queue (4)     | send queue (4)               |
 *    64 | user (4)              | inode (4)                    |
 *    72 +------------------------------------------------------+
 * </pre>
 */
final class DiagMessageDescriptor {
  static final int FAMILY_OFFSET = 0;
  static final int STATE_OFFSET = 1;
  static final int TIMER_OFFSET = 2;
  static final int RETRANSMITS_OFFSET = 3;
  static final int SOCKET_ID_OFFSET = 4;
  static final int EXPIRES_OFFSET = 52;
  static final int RECEIVE_QUEUE_OFFSET = 56;
  static final int SEND_QUEUE_OFFSET = 60;
  static final int USER_OFFSET = 64;
  static final int INODE_OFFSET = 68;
  static final int BYTES = 72;

  private DiagMessageDescriptor() {}
}
