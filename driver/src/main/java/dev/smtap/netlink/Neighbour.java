package dev.smtap.netlink;

import java.net.InetAddress;

/**
 * An entry of the neighbour table (ip-neighbour(8)).
 *
 * @param ifindex the interface
 * @param address the neighbour's IP address
 * @param mac its MAC address, 48 bits, first byte highest
 * @param isPermanent whether the kernel never asks for it nor forgets it
 */
public record Neighbour(int ifindex, InetAddress address, long mac, boolean isPermanent) {
  /** One that the kernel never asks for. */
  public static Neighbour permanent(int ifindex, InetAddress address, long mac) {
    return new Neighbour(ifindex, address, mac, true);
  }
}
