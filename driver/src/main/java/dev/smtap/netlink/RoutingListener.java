package dev.smtap.netlink;

/** Told by {@link RoutingMonitor#drain} what has changed. */
public interface RoutingListener {
  /** A rule was added or deleted, by whomever. */
  void rulesChanged(IpFamily family);

  /** An interface was given an address, or lost one, or duplicate address detection has ended. */
  void addressesChanged(int ifindex);

  /**
   * An interface came, went, or is not what it was: up or down, with or without carrier, forwarding
   * or not.
   */
  void linksChanged();

  /** Changes were lost, because they came faster than they were read: ask for everything again. */
  void changesLost();
}
