package dev.smtap.netlink;

/** What a socket does with packets. */
public enum SocketKind {
  /**
   * It takes those of one 5-tuple. For TCP in any state from SYN_RECV to TIME_WAIT; connections
   * that no program has accepted yet are among them.
   */
  CONNECTED,

  /** It takes the first packet of a new connection (TCP, SCTP). */
  LISTENING,

  /** It takes every packet that comes for its local end (UDP). */
  BOUND,

  /** It takes none any more. Only {@link SocketEvents} speaks of such. */
  CLOSED
}
