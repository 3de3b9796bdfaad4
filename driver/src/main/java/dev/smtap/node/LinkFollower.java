package dev.smtap.node;

import dev.smtap.facility.AdapterEntry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.global.OwnInterfaces;
import dev.smtap.local.Adapter;
import dev.smtap.local.MulticastFilter;
import dev.smtap.netlink.LinkListener;
import dev.smtap.netlink.LinkMonitor;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.MulticastGroups;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.NamespaceWatch;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what an operator does with the interfaces of one network namespace: the kernel's
 * configuration is the configuration. Holds sockets of that namespace, which keep it alive: closed
 * when the last adapter leaves it or its name is gone. Control thread only.
 */
final class LinkFollower implements LinkListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkFollower.class);
  private static final long[] NO_GROUPS = {};

  /** What happens to adapters. */
  interface Events {
    /** The interface is like this, as far as the kernel has told. */
    void seen(RunningAdapter adapter, LinkState link, LinkFollower where);

    /** The interface is not in this namespace any more. */
    void left(RunningAdapter adapter);
  }

  private final Namespace namespace;
  private final NamespaceWatch watch;
  private final LinkMonitor monitor;
  private final RouteSocket route;
  private final MulticastGroups multicast;
  private final Events events;
  private final Map<Integer, RunningAdapter> adapters = new HashMap<>();
  private final Map<Integer, long[]> groups = new HashMap<>();
  private final Map<Integer, LinkState> links = new HashMap<>();
  private final Map<Integer, Passes> passes = new HashMap<>();
  private final Failures<LinkFollower> drains = new Failures<>(LOG::warn);
  private final Failures<Integer> looks = new Failures<>(LOG::warn);
  private final Failures<Integer> readings = new Failures<>(LOG::warn);

  private LinkFollower(Namespace namespace, LinkMonitor monitor, Events events)
      throws SystemException {
    this.namespace = namespace;
    this.events = events;
    this.watch = namespace.watch();
    this.monitor = monitor;
    this.route = RouteSocket.open();
    this.multicast = MulticastGroups.open();
  }

  /** Opens one; takes over the namespace. */
  static LinkFollower open(
      Namespace namespace, Namespace.Action<LinkMonitor> monitor, Events events)
      throws SystemException {
    return namespace.run(() -> new LinkFollower(namespace, monitor.run(), events));
  }

  int fd() {
    return monitor.fd();
  }

  Namespace namespace() {
    return namespace;
  }

  NamespaceWatch watch() {
    return watch;
  }

  /** Whether the kernel tells of joined groups; if not, they are looked at each second. */
  boolean hearsMulticast() {
    return monitor.hearsMulticast();
  }

  boolean isEmpty() {
    return adapters.isEmpty();
  }

  Collection<RunningAdapter> adapters() {
    return List.copyOf(adapters.values());
  }

  /** Starts to follow an interface. */
  void follow(RunningAdapter adapter, int ifindex) throws SystemException {
    adapters.put(ifindex, adapter);
    links.remove(ifindex);
    adapter.adapter().entry().setIfindex(ifindex);
    look(ifindex);
  }

  /** Those interfaces that were seen, as they were last. */
  List<NodeLink> seen() {
    List<NodeLink> seen = new ArrayList<>();
    adapters.forEach((ifindex, running) -> {
      LinkState link = links.get(ifindex);
      if (link != null) {
        seen.add(Links.describe(running, link));
      }
    });
    return seen;
  }

  /** The node's interfaces here. */
  OwnInterfaces ownInterfaces() {
    return new OwnInterfaces(interfaces(NetworkKind.LOCAL), interfaces(NetworkKind.GLOBAL));
  }

  private Set<Integer> interfaces(NetworkKind kind) {
    Set<Integer> found = new HashSet<>();
    adapters.forEach((ifindex, running) -> {
      if (running.adapter().info().kind() == kind) {
        found.add(ifindex);
      }
    });
    return found;
  }

  /** Puts an interface into a link group. */
  void setGroup(int ifindex, int group) throws SystemException {
    route.setGroup(ifindex, group);
  }

  /** Stops to follow an adapter. */
  void forget(RunningAdapter adapter) {
    adapters.values().removeIf(each -> each == adapter);
  }

  /** Takes what the kernel has told. */
  void drain() {
    try {
      monitor.drain(this);
      drains.worked(this);
    } catch (SystemException e) {
      drains.failed(this, e);
    }
  }

  /** Looks at everything once more, because not every kernel tells of every change. */
  void lookAtAll() {
    for (int ifindex : List.copyOf(adapters.keySet())) {
      tryToLook(ifindex);
    }
  }

  /**
   * The same, but for what cannot have changed unless the kernel has told: an interface over which
   * nothing went has dropped nothing. No kernel tells of groups that packet(7) sockets join.
   */
  void lookAtBusy() {
    for (int ifindex : List.copyOf(adapters.keySet())) {
      RunningAdapter running = adapters.get(ifindex);
      LinkState link = links.get(ifindex);
      if (running == null || link == null || hasGoneOn(ifindex, running)) {
        tryToLook(ifindex);
      } else {
        followGroups(running.adapter(), link);
      }
    }
  }

  /** Whether a thread of an adapter has begun its loop once more since the last call. */
  private boolean hasGoneOn(int ifindex, RunningAdapter running) {
    Passes now = Passes.of(running);
    return !now.equals(passes.put(ifindex, now));
  }

  private void tryToLook(int ifindex) {
    try {
      look(ifindex);
      looks.worked(ifindex);
    } catch (SystemException e) {
      looks.failed(ifindex, e);
    }
  }

  private void look(int ifindex) throws SystemException {
    LinkState link = route.getLink(ifindex).orElse(null);
    if (link == null) {
      linkRemoved(ifindex);
    } else {
      linkChanged(link);
    }
  }

  /** An object that was seen before says nothing new: see {@link RouteSocket#getLink(int)}. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public void linkChanged(LinkState link) {
    RunningAdapter running = adapters.get(link.ifindex());
    if (running == null) {
      return;
    }
    Adapter adapter = running.adapter();
    if (links.put(link.ifindex(), link) != link) {
      take(link, adapter);
      events.seen(running, link, this);
    }
    followGroups(adapter, link);
  }

  private static void take(LinkState link, Adapter adapter) {
    AdapterEntry entry = adapter.entry();
    if (adapter.mtu() != link.mtu()) {
      adapter.setMtu(link.mtu());
    }
    if (!entry.interfaceName().equals(link.name())) {
      entry.setInterfaceName(link.name());
    }
    entry.setLinkFlags(link.flags());
    entry.setMac(link.mac());
    entry.setKernelDrops(link.traffic().txDropped());
  }

  private void followGroups(Adapter adapter, LinkState link) {
    boolean all = link.wantsAllMulticast() || link.master() != 0;
    MulticastFilter filter = new MulticastFilter(all, joined(link.ifindex()));
    if (!filter.isSame(adapter.multicast())) {
      adapter.setMulticast(filter);
    }
  }

  private long[] joined(int ifindex) {
    long[] before = groups.getOrDefault(ifindex, NO_GROUPS);
    try {
      long[] now = multicast.read(ifindex, before);
      groups.put(ifindex, now);
      readings.worked(ifindex);
      return now;
    } catch (SystemException e) {
      readings.failed(ifindex, e);
      return before;
    }
  }

  @Override
  public void linkRemoved(int ifindex) {
    RunningAdapter running = adapters.remove(ifindex);
    if (running != null) {
      events.left(running);
    }
  }

  @Override
  public void multicastChanged(int ifindex) {
    if (adapters.containsKey(ifindex)) {
      tryToLook(ifindex);
    }
  }

  @Override
  public void changesLost() {
    lookAtAll();
  }

  @Override
  public void close() {
    monitor.close();
    route.close();
    multicast.close();
    namespace.close();
  }
}
