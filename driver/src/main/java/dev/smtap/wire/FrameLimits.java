package dev.smtap.wire;

/** How long a frame may be. Any thread. */
public final class FrameLimits {
  /** Ethernet header without tags. */
  public static final int ETHERNET_HEADER_BYTES = 14;

  /** What may come on top of the MTU: the Ethernet header and two VLAN tags. */
  public static final int OVERHEAD_BYTES = ETHERNET_HEADER_BYTES + 2 * 4;

  /**
   * MTU range: the patent's lower bound, and what a Linux TAP takes at most (measured; the patent
   * has 65,536).
   */
  public static final int LOWEST_MTU = 1_490;

  /** See {@link #LOWEST_MTU}. */
  public static final int HIGHEST_MTU = 65_521;

  /** The longest frame: a full MTU with two tags. */
  public static final int LONGEST_FRAME_BYTES = HIGHEST_MTU + OVERHEAD_BYTES;

  private FrameLimits() {}

  /** True for an MTU that an adapter may have. */
  public static boolean isMtu(int mtu) {
    return mtu >= LOWEST_MTU && mtu <= HIGHEST_MTU;
  }
}
