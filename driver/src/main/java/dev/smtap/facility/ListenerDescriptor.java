package dev.smtap.facility;

/**
 * Layout of a listener in the published part of a global network ({@link GlobalAreaDescriptor}): a
 * socket that takes new flows. An address is two words in the order of {@link
 * dev.smtap.wire.FlowKey}, both zero for any.
 *
 * <pre>
 *     0 +-------------------------------------------------------------------------+
 *       | protocol (1) | flags (1) | local port (2) | foreign port (2) | zero (2) |
 *     8 | local address (16)                                                      |
 *    24 | foreign address (16)                                                    |
 *    40 +-------------------------------------------------------------------------+
 * </pre>
 */
public final class ListenerDescriptor {
  /** Offset of the protocol. */
  public static final int PROTOCOL_OFFSET = 0;

  /** Offset of the flags: {@link #TAKES_IPV4} and {@link #TAKES_IPV6}. */
  public static final int FLAGS_OFFSET = 1;

  /** Offset of the local port. */
  public static final int LOCAL_PORT_OFFSET = 2;

  /** Offset of the foreign port, 0 for any. */
  public static final int FOREIGN_PORT_OFFSET = 4;

  /** Offset of the local address. */
  public static final int LOCAL_ADDRESS_OFFSET = 8;

  /** Offset of the foreign address. */
  public static final int FOREIGN_ADDRESS_OFFSET = 24;

  /** Bytes of a listener. */
  public static final int BYTES = 40;

  /** Flag: it takes packets of IPv4. */
  public static final int TAKES_IPV4 = 1;

  /** Flag: it takes packets of IPv6. */
  public static final int TAKES_IPV6 = 2;

  private ListenerDescriptor() {}
}
