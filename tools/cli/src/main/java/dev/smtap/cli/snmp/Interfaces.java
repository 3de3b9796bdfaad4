package dev.smtap.cli.snmp;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeView;
import dev.smtap.node.Node;
import dev.smtap.node.NodeLink;
import dev.smtap.posix.SystemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interfaces of the nodes of this process: asks the nodes when somebody wants to know, and
 * remembers since when they are like that. Any thread.
 */
final class Interfaces {
  private static final Logger LOG = LoggerFactory.getLogger(Interfaces.class);

  /** A node whose control thread stands still must not keep the agent from answering. */
  private static final long PATIENCE_MILLIS = 500;

  private final Facility facility;
  private final Supplier<List<Node>> nodes;
  private final Uptime uptime;
  private final Map<Integer, State> states = new HashMap<>();
  private long tableChange;

  /**
   * What is remembered of an interface.
   *
   * @param operStatus its operational state
   * @param times since when
   */
  private record State(int operStatus, Interface.Times times) {}

  Interfaces(Facility facility, Supplier<List<Node>> nodes, Uptime uptime) {
    this.facility = facility;
    this.nodes = nodes;
    this.uptime = uptime;
  }

  /** All that are there now, by ifIndex. */
  NavigableMap<Integer, Interface> read() {
    NavigableMap<Integer, Interface> found = new TreeMap<>();
    for (Node node : nodes.get()) {
      Map<Integer, Interface.Casts> casts = casts(node.nodeId());
      for (NodeLink link : links(node)) {
        int id = node.nodeId();
        Interface.Casts own = casts.getOrDefault(link.adapter(), Interface.Casts.NONE);
        Interface each = new Interface(id, link, own, timesOf(id, link));
        found.put(each.index(), each);
      }
    }
    return found;
  }

  private static List<NodeLink> links(Node node) {
    try {
      return node.links().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("node {} does not say what its interfaces are like", node.nodeId(), e);
    }
    return List.of();
  }

  /** By number of the adapter. */
  private Map<Integer, Interface.Casts> casts(int node) {
    Map<Integer, Interface.Casts> casts = new HashMap<>();
    try (NodeView view = NodeView.open(facility, node)) {
      for (AdapterInfo each : view.adapters()) {
        casts.put(
            each.index(),
            new Interface.Casts(
                each.counters(AdapterDescriptor.SENT_OFFSET).get(AdapterSendCounter.CAST),
                each.counters(AdapterDescriptor.RECEIVED_OFFSET).get(AdapterReceiveCounter.CAST)));
      }
    } catch (SystemException | InternalError e) {
      LOG.debug("node {} cannot be read now", node, e);
    }
    return casts;
  }

  /** What was read may be older than what was told since then, so nothing is learned from it. */
  private synchronized Interface.Times timesOf(int node, NodeLink link) {
    State state = states.get(Interface.index(node, link.adapter()));
    return state == null ? new Interface.Times(0, 0) : state.times;
  }

  /** When an interface came or went, in hundredths of a second. */
  synchronized long tableChange() {
    return tableChange;
  }

  /**
   * An interface is like this, as its node tells.
   *
   * @return what its operational state was before, or the same if it was not known
   */
  synchronized int seen(int index, int operStatus) {
    State before = states.get(index);
    if (before != null && before.operStatus == operStatus) {
      return operStatus;
    }
    long now = uptime.ticks();
    if (before == null) {
      tableChange = now;
      states.put(index, new State(operStatus, new Interface.Times(0, now)));
      return operStatus;
    }
    states.put(index, new State(operStatus, new Interface.Times(now, before.times.counters())));
    return before.operStatus;
  }

  /** Indexes of all that nodes have told of. */
  synchronized Set<Integer> known() {
    return Set.copyOf(states.keySet());
  }

  /** An interface is gone; returns what its operational state was. */
  synchronized int gone(int index) {
    State before = states.remove(index);
    if (before == null) {
      return Interface.NOT_PRESENT;
    }
    tableChange = uptime.ticks();
    return before.operStatus;
  }
}
