package dev.smtap.netlink;

import dev.smtap.posix.SystemException;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every change of the interfaces of one namespace, that of the thread that opens it. To be
 * polled by {@link #fd()}. One thread.
 */
public final class LinkMonitor implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final EventSocket socket;
  private final boolean hearsMulticast;

  private LinkMonitor(EventSocket socket, boolean hearsMulticast) {
    this.socket = socket;
    this.hearsMulticast = hearsMulticast;
  }

  /** Opens one in the namespace of the calling thread. */
  public static LinkMonitor open() throws SystemException {
    EventSocket socket = hearLinks();
    boolean ipv4 = socket.tryJoin(Netlink.RTNLGRP_IPV4_MCADDR) == 0;
    boolean ipv6 = socket.tryJoin(Netlink.RTNLGRP_IPV6_MCADDR) == 0;
    return new LinkMonitor(socket, ipv4 && ipv6);
  }

  /** The same as on a kernel that does not tell of multicast groups; for tests. */
  public static LinkMonitor openDeaf() throws SystemException {
    return new LinkMonitor(hearLinks(), false);
  }

  private static EventSocket hearLinks() throws SystemException {
    EventSocket socket =
        EventSocket.open(
            Netlink.NETLINK_ROUTE,
            NetlinkSocket.BUFFER_BYTES,
            "listen to changes of",
            "interfaces");
    socket.setReceiveBuffer(RECEIVE_BUFFER);
    socket.join(Netlink.RTNLGRP_LINK);
    return socket;
  }

  /** The descriptor to poll for reading. */
  public int fd() {
    return socket.fd();
  }

  /**
   * Whether this kernel tells of multicast groups; if not, they are to be looked at by the clock.
   */
  public boolean hearsMulticast() {
    return hearsMulticast;
  }

  /**
   * Tells the listener everything that has been waiting, without blocking.
   *
   * @throws SystemException if the socket is broken
   */
  public void drain(LinkListener listener) throws SystemException {
    socket.drain(message -> dispatch(message, listener), listener::changesLost);
  }

  static void dispatch(MessageReader message, LinkListener listener) {
    while (message.next()) {
      switch (message.type()) {
        case Netlink.RTM_NEWLINK -> {
          @Nullable LinkState link = LinkMessages.link(message);
          if (link != null) {
            listener.linkChanged(link);
          }
        }
        case Netlink.RTM_DELLINK -> {
          int ifindex = LinkMessages.ifindex(message);
          if (ifindex != 0) {
            listener.linkRemoved(ifindex);
          }
        }
        case Netlink.RTM_NEWMULTICAST, Netlink.RTM_DELMULTICAST -> {
          int ifindex = LinkMessages.multicastIfindex(message);
          if (ifindex != 0) {
            listener.multicastChanged(ifindex);
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
