package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every change of rules and addresses of one namespace, that of the thread that opens it.
 * To be polled by {@link #fd()}. One thread.
 */
public final class RoutingMonitor implements AutoCloseable {
  private static final int[] GROUPS = {
    Netlink.RTNLGRP_IPV4_IFADDR, Netlink.RTNLGRP_IPV4_RULE,
    Netlink.RTNLGRP_IPV6_IFADDR, Netlink.RTNLGRP_IPV6_RULE
  };

  private final NetlinkSocket socket;

  private RoutingMonitor(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens one in the namespace of the calling thread. */
  public static RoutingMonitor open() throws SystemException {
    NetlinkSocket socket = NetlinkSocket.open(Netlink.SOCK_NONBLOCK);
    for (int group : GROUPS) {
      int result = socket.setOption(Netlink.SOL_NETLINK, Netlink.NETLINK_ADD_MEMBERSHIP, group);
      if (result < 0) {
        socket.close();
        throw new SystemException("listen to changes of", "rules and addresses", -result, "");
      }
    }
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
    while (true) {
      int length = socket.receive();
      if (length == -Errno.EAGAIN) {
        return;
      }
      if (length == -Errno.ENOBUFS) {
        listener.changesLost();
      } else if (length < 0) {
        throw new SystemException("listen to changes of", "rules and addresses", -length, "");
      } else {
        dispatch(socket.reader(), listener);
      }
    }
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
