package dev.smtap.netlink;

import java.net.InetAddress;

/**
 * An address of an interface (ip-address(8)).
 *
 * @param ifindex the interface
 * @param address the address
 * @param prefixLength of its subnet
 * @param scope 0 is everywhere, 253 this link, 254 this host
 * @param flags IFA_F_TENTATIVE and so on of linux/if_addr.h
 */
public record InterfaceAddress(
    int ifindex, InetAddress address, int prefixLength, int scope, int flags) {
  /** Not yet, or not at all, free of duplicates: IPv6 does not take packets for it. */
  public static final int IFA_F_TENTATIVE = 0x40;

  public static final int IFA_F_DADFAILED = 0x08;
  private static final int RT_SCOPE_UNIVERSE = 0;
  private static final int RT_SCOPE_SITE = 200;

  /** Whether others than the neighbours on its link can reach it. */
  public boolean isRoutable() {
    boolean wide = scope >= RT_SCOPE_UNIVERSE && scope <= RT_SCOPE_SITE;
    return wide
        && !address.isLinkLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.isAnyLocalAddress();
  }

  /** Whether duplicate address detection has not finished, or has found a duplicate. */
  public boolean isTentative() {
    return (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) != 0;
  }
}
