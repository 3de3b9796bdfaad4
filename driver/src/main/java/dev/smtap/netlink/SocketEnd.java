package dev.smtap.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * One end of a socket. An IPv4-mapped IPv6 address ({@code ::ffff:a.b.c.d}) is held as the IPv4
 * address that it stands for, because it is IPv4 packets that such a socket gets.
 *
 * @param address of either family; all zeros for a socket that takes any, or has no such end
 * @param port 0 to 65,535
 */
public record SocketEnd(InetAddress address, int port) {
  public SocketEnd {
    if (port != (port & 0xffff)) {
      throw new IllegalArgumentException("no port: " + port);
    }
  }

  /** Whether it stands for every address. */
  public boolean isWildcard() {
    return address.isAnyLocalAddress();
  }

  /** Whether it is of IPv6. */
  public boolean isIpv6() {
    return address instanceof Inet6Address;
  }

  @Override
  public String toString() {
    String text = address.getHostAddress();
    return (isIpv6() ? "[" + text + "]:" : text + ":") + port;
  }
}
