package dev.smtap.netlink;

/** Told by {@link LinkMonitor#drain} what has changed. */
public interface LinkListener {
  /** An interface is new or has changed in any way: up, MTU, name, MAC, group, promiscuity... */
  void linkChanged(LinkState link);

  /** An interface has left this namespace: deleted, or moved to another one. */
  void linkRemoved(int ifindex);

  /** The multicast groups of an interface have changed; only on kernels that tell. */
  void multicastChanged(int ifindex);

  /** Changes were lost, because they came faster than they were read: ask for everything again. */
  void changesLost();
}
