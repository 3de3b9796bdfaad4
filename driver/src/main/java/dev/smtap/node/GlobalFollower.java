package dev.smtap.node;

import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeView;
import dev.smtap.global.GlobalAdapter;
import dev.smtap.global.GlobalSettings;
import dev.smtap.global.GlobalSteering;
import dev.smtap.global.OwnInterfaces;
import dev.smtap.global.PortShares;
import dev.smtap.local.Adapter;
import dev.smtap.netlink.LinkState;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node's adapters of global networks, by their steering. Control thread only. */
final class GlobalFollower {
  private final PollSet polls;
  private final PortShares shares;
  private final Map<Adapter, GlobalAdapter> adapters = new LinkedHashMap<>();

  GlobalFollower(PollSet polls, PortShares shares) {
    this.polls = polls;
    this.shares = shares;
  }

  /** The steering of an adapter, null if its network is a local one. */
  @Nullable GlobalSteering steeringOf(Adapter adapter, GlobalSettings settings)
      throws SystemException {
    if (adapter.info().kind() != NetworkKind.GLOBAL) {
      return null;
    }
    GlobalSteering steering = new GlobalSteering(adapter);
    adapters.put(adapter, new GlobalAdapter(adapter, steering, polls, settings, shares));
    return steering;
  }

  /** The adapter on a network, null if there is none. */
  @Nullable GlobalAdapter onNetwork(String name) {
    for (GlobalAdapter each : adapters.values()) {
      if (each.adapter().info().networkName().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** An interface is like this now. */
  void linkSeen(Adapter adapter, LinkState link, Namespace namespace, OwnInterfaces own) {
    GlobalAdapter global = adapters.get(adapter);
    if (global != null) {
      global.follow(link, namespace, own);
    }
  }

  /** An interface is not where it was. */
  void left(Adapter adapter) {
    GlobalAdapter global = adapters.get(adapter);
    if (global != null) {
      global.leave();
    }
  }

  /** An adapter is about to be closed: nothing is left to its transmitter any more. */
  void forget(Adapter adapter) {
    GlobalAdapter global = adapters.remove(adapter);
    if (global != null) {
      global.close();
    }
  }

  /** A node died or stopped. */
  void nodeGone(NodeView view, boolean isExpectedBack) {
    adapters.values().forEach(each -> each.nodeGone(view, isExpectedBack));
  }

  /** Another node says that what it publishes has changed, or may have died. */
  void peersChanged() {
    adapters.values().forEach(GlobalAdapter::peersChanged);
  }

  /** At each tick. */
  void tick(long nowNanos) {
    adapters.values().forEach(each -> each.tick(nowNanos));
  }

  /** Does what is due. */
  void look(long nowNanos) {
    for (GlobalAdapter each : adapters.values()) {
      each.look(nowNanos);
    }
  }

  /** Whether none stands outside, where a node that hangs must be replaced soon. */
  boolean isSettled() {
    return adapters.values().stream().noneMatch(GlobalAdapter::isOutside);
  }

  /** When {@link #look} has something to do, or {@code otherwise} if that is earlier. */
  long dueNanos(long otherwise) {
    long next = otherwise;
    for (GlobalAdapter each : adapters.values()) {
      next = each.dueNanos(next);
    }
    return next;
  }

  /** The interfaces live on for the next process of this node. */
  void handOver() {
    adapters.values().forEach(GlobalAdapter::handOver);
  }

  /** Packets are not intercepted any more. Before any interface is closed. */
  void close() {
    adapters.values().forEach(GlobalAdapter::close);
  }
}
