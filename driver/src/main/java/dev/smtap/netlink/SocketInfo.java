package dev.smtap.netlink;

/**
 * What the kernel says about a socket. The cookie is its identity: the kernel gives each a number
 * of its own, which goes from SYN_RECV to the established socket and on to TIME_WAIT.
 *
 * @param protocol of its packets; a listener of MPTCP is one of TCP here
 * @param state number of the state as TCP has them; 7 for unconnected UDP, 1 for connected
 * @param local where it takes packets: see {@link #accepts}
 * @param foreign of whom it takes packets; port 0 and a wildcard if of anybody
 * @param ifindex the device that it is bound to, or 0
 * @param v6Only whether it refuses IPv4; told of listeners and unconnected UDP sockets of IPv6
 * @param uid of its owner
 * @param inode as in /proc/PID/fd, 0 if no program has it: not yet accepted, or closed
 * @param cookie identity of the socket
 */
public record SocketInfo(
    SocketProtocol protocol,
    int state,
    SocketEnd local,
    SocketEnd foreign,
    int ifindex,
    boolean v6Only,
    long uid,
    long inode,
    long cookie) {
  /** What it does with packets. */
  public SocketKind kind() {
    if (protocol == SocketProtocol.UDP) {
      return state == InetDiag.TCP_ESTABLISHED ? SocketKind.CONNECTED : SocketKind.BOUND;
    }
    return switch (state) {
      case InetDiag.TCP_LISTEN -> SocketKind.LISTENING;
      case InetDiag.TCP_CLOSE -> SocketKind.CLOSED;
      default -> SocketKind.CONNECTED;
    };
  }

  /** Whether it is what the kernel keeps of a connection that is over: TIME_WAIT. */
  public boolean isLingering() {
    return protocol == SocketProtocol.TCP && state == InetDiag.TCP_TIME_WAIT;
  }

  /**
   * Whether it would take a packet of this flow that comes in on an interface, as the kernel
   * decides it. Of several that would, the kernel takes the one that is bound most closely.
   *
   * @param arrival index of the interface
   */
  public boolean accepts(SocketFlow flow, int arrival) {
    return protocol == flow.protocol()
        && local.port() == flow.local().port()
        && (ifindex == 0 || ifindex == arrival)
        && takesAddress(flow.local())
        && takesForeign(flow.foreign());
  }

  private boolean takesAddress(SocketEnd destination) {
    if (!local.isWildcard()) {
      return local.address().equals(destination.address());
    }
    // Any IPv6 address stands for any IPv4 address too, but never the other way round.
    return local.isIpv6() == destination.isIpv6() || (local.isIpv6() && !v6Only);
  }

  private boolean takesForeign(SocketEnd source) {
    return switch (kind()) {
      case LISTENING, BOUND -> true;
      case CONNECTED -> foreign.equals(source);
      case CLOSED -> false;
    };
  }
}
