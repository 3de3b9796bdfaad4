package dev.smtap.netlink;

/**
 * A 5-tuple, as the node sees it that may have a socket for it: for a packet that came in, local is
 * its destination and foreign its source.
 *
 * @param protocol of both ends
 * @param local the end that a socket here would have
 * @param foreign the other end, of the same family
 */
public record SocketFlow(SocketProtocol protocol, SocketEnd local, SocketEnd foreign) {
  public SocketFlow {
    if (local.isIpv6() != foreign.isIpv6()) {
      throw new IllegalArgumentException("two families: " + local + " and " + foreign);
    }
  }

  /** Whether it is of IPv6. */
  public boolean isIpv6() {
    return local.isIpv6();
  }

  @Override
  public String toString() {
    return protocol + " " + local + " from " + foreign;
  }
}
