package dev.smtap.netlink;

/** Told by {@link RoutingMonitor#drain} what has changed. */
public interface RoutingListener {
  /** A rule was added or deleted, by whomever. */
  void rulesChanged(IpFamily family);

  /** An interface was given an address, or lost one, or duplicate address detection has ended. */
  void addressesChanged(int ifindex);

  /** An interface came, went, or is not what it was: up or down, with or without carrier. */
  void linksChanged();

  /**
   * A setting of an interface, or of all, may be another: forwarding and rp_filter among them. Of
   * many others, such as accept_local, arp_announce and ip_early_demux, the kernel tells nothing.
   */
  void settingsChanged();

  /** Changes were lost, because they came faster than they were read: ask for everything again. */
  void changesLost();
}
