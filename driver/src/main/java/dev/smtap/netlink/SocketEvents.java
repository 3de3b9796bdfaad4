package dev.smtap.netlink;

import dev.smtap.posix.SystemException;

/**
 * Hears of every TCP and UDP socket of one namespace that is destroyed, the namespace of the thread
 * that opens it. To be polled by {@link #fd()}. One thread.
 *
 * <p>The kernel tells a moment after the socket is gone, nothing of one that comes, and nothing of
 * SCTP. Short of memory it leaves one out without a word, so a walk at times has to stand behind
 * this. Events of all sockets come, also of those that clients here have; each takes 1,280 bytes of
 * the receive buffer (measured on kernel 6.18), which holds 6,500 of them.
 */
public final class SocketEvents implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 4 << 20;

  /** Ample for the event of one socket, and copied with every one. */
  private static final int BUFFER_BYTES = 4096;

  private static final int[] GROUPS = {
    InetDiag.SKNLGRP_INET_TCP_DESTROY,
    InetDiag.SKNLGRP_INET_UDP_DESTROY,
    InetDiag.SKNLGRP_INET6_TCP_DESTROY,
    InetDiag.SKNLGRP_INET6_UDP_DESTROY
  };

  private final EventSocket socket;

  private SocketEvents(EventSocket socket) {
    this.socket = socket;
  }

  /** Opens one in the namespace of the calling thread. */
  public static SocketEvents open() throws SystemException {
    EventSocket socket =
        EventSocket.open(
            InetDiag.NETLINK_SOCK_DIAG, BUFFER_BYTES, "listen to the end of", "sockets");
    // Before the first event can come.
    socket.setReceiveBuffer(RECEIVE_BUFFER);
    socket.join(GROUPS);
    return new SocketEvents(socket);
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
  public void drain(SocketEventListener listener) throws SystemException {
    socket.drain(message -> dispatch(message, listener), listener::eventsLost);
  }

  static void dispatch(MessageReader message, SocketEventListener listener) {
    while (message.next()) {
      if (message.type() == Netlink.NLMSG_OVERRUN) {
        listener.eventsLost();
        continue;
      }
      SocketInfo info = DiagMessages.socket(message, null);
      if (info != null) {
        listener.socketDestroyed(info);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
