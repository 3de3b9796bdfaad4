package dev.smtap.netlink;

/** Told by {@link SocketEvents#drain} what became of sockets. */
public interface SocketEventListener {
  /**
   * A socket is gone. Known by its cookie: one that was aborted (SO_LINGER with 0) has lost its
   * ends by then. A flow of TCP may live on in TIME_WAIT, with the same cookie: ask before it is
   * forgotten.
   */
  void socketDestroyed(SocketInfo socket);

  /** Events were lost, because they came faster than they were read: walk again. */
  void eventsLost();
}
