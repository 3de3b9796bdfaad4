package dev.smtap.netlink;

/**
 * What the kernel says about an interface.
 *
 * @param ifindex its number in its namespace
 * @param name up to 15 bytes
 * @param alias what an administrator calls it, up to 255 bytes; empty if not at all
 * @param mtu bytes
 * @param mac 48 bits, first byte highest; 0 if it has none
 * @param flags IFF_UP and so on of netdevice(7)
 * @param group link group, 0 by default
 * @param promiscuity how many users want promiscuous mode; a capture shows here and not in the
 *     flags
 * @param allMulticast how many users want all multicast frames; 0 on kernels before 6.0
 * @param txQueueLength frames
 * @param operState 6 is up, 2 is down, 0 is unknown (RFC 2863)
 * @param carrier whether it has a carrier
 * @param master ifindex of the bridge or bond it belongs to, or 0
 * @param traffic its counters
 */
public record LinkState(
    int ifindex,
    String name,
    String alias,
    int mtu,
    long mac,
    int flags,
    int group,
    int promiscuity,
    int allMulticast,
    int txQueueLength,
    int operState,
    boolean carrier,
    int master,
    Traffic traffic) {
  public static final int IFF_UP = 0x1;
  public static final int IFF_LOOPBACK = 0x8;
  public static final int IFF_RUNNING = 0x40;
  public static final int IFF_NOARP = 0x80;
  public static final int IFF_PROMISC = 0x100;
  public static final int IFF_ALLMULTI = 0x200;
  public static final int IFF_LOWER_UP = 0x10000;

  /** The kernel's counters; received is what smtap wrote, transmitted what it read. */
  public record Traffic(
      long rxPackets,
      long txPackets,
      long rxBytes,
      long txBytes,
      long rxErrors,
      long txErrors,
      long rxDropped,
      long txDropped) {
    public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** Set up by the administrator. */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /** Up and with a carrier. */
  public boolean isRunning() {
    return (flags & IFF_RUNNING) != 0;
  }

  /** Whether it wants every frame, whatever its destination. */
  public boolean isPromiscuous() {
    return promiscuity > 0 || (flags & IFF_PROMISC) != 0;
  }

  /** Whether it wants every multicast frame. */
  public boolean wantsAllMulticast() {
    return allMulticast > 0 || (flags & IFF_ALLMULTI) != 0 || isPromiscuous();
  }
}
