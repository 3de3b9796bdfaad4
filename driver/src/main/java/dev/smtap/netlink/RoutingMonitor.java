package dev.smtap.netlink;

import dev.smtap.posix.SystemException;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every change of rules, addresses and links of one namespace, and of those settings there
 * that the kernel tells of: that of the thread that opens it. To be polled by {@link #fd()}. One
 * thread.
 */
public final class RoutingMonitor implements AutoCloseable {
  private static final int[] GROUPS = {
    Netlink.RTNLGRP_IPV4_IFADDR,
    Netlink.RTNLGRP_IPV4_RULE,
    Netlink.RTNLGRP_IPV6_IFADDR,
    Netlink.RTNLGRP_IPV6_RULE,
    Netlink.RTNLGRP_IPV4_NETCONF,
    Netlink.RTNLGRP_IPV6_NETCONF,
    Netlink.RTNLGRP_LINK
  };

  private final EventSocket socket;

  private RoutingMonitor(EventSocket socket) {
    this.socket = socket;
  }

  /** Opens one in the namespace of the calling thread. */
  public static RoutingMonitor open() throws SystemException {
    EventSocket socket =
        EventSocket.open(
            Netlink.NETLINK_ROUTE,
            NetlinkSocket.BUFFER_BYTES,
            "listen to changes of",
            "rules, addresses and links");
    socket.join(GROUPS);
    return new RoutingMonitor(socket);
  }

  /** The descriptor to poll for reading. */
  public int fd() {
    return socket.fd();
  }

  /**
   * Tells the listener everything that has been waiting, without blocking.
   *
   * @throws SystemException if the socket is broken
   */
  public void drain(RoutingListener listener) throws SystemException {
    socket.drain(message -> dispatch(message, listener), listener::changesLost);
  }

  static void dispatch(MessageReader message, RoutingListener listener) {
    while (message.next()) {
      switch (message.type()) {
        case Netlink.RTM_NEWRULE, Netlink.RTM_DELRULE -> {
          @Nullable Rule rule = RoutingParser.rule(message);
          if (rule != null) {
            listener.rulesChanged(rule.family());
          }
        }
        case Netlink.RTM_NEWADDR, Netlink.RTM_DELADDR -> {
          @Nullable InterfaceAddress address = RoutingParser.address(message);
          if (address != null) {
            listener.addressesChanged(address.ifindex());
          }
        }
        case Netlink.RTM_NEWLINK, Netlink.RTM_DELLINK -> listener.linksChanged();
        case Netlink.RTM_NEWNETCONF -> listener.settingsChanged();
        case Netlink.NLMSG_OVERRUN -> listener.changesLost();
        default -> {
          // Not of interest.
        }
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
