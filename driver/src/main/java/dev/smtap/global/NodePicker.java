package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.security.SecureRandom;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Picks the node that gets a new flow, among those with a socket for it. Transmitter only. */
final class NodePicker {
  /** Ports whose turns are remembered; beyond that all begin anew. */
  private static final int MOST_SETS = 4_096;

  private final Members members;
  private final RandomGenerator random = new SecureRandom();
  private final Balancer balancer;
  private final Map<LocalEnd, ListenerSet> sets = new HashMap<>();
  private BalanceRules rules = BalanceRules.DEFAULT;
  private int nextId;

  private record LocalEnd(int protocol, int port, long high, long low) {}

  NodePicker(Members members, Balancer.FlowCount flows) {
    this.members = members;
    this.balancer = new Balancer(flows, random);
  }

  void setRules(BalanceRules newRules) {
    rules = newRules;
    sets.forEach((end, set) -> apply(newRules.of(end.port), set));
  }

  private static void apply(BalanceRules.Rule rule, ListenerSet set) {
    set.setPolicy(rule.policy());
    set.setAffinity(rule.affinity().toNanos());
  }

  /** One of these nodes, or 0 if there is none that takes new flows. */
  int pick(FlowKey key, BitSet nodes, long nowNanos) {
    if (nodes.isEmpty()) {
      return Balancer.NONE;
    }
    for (int id = nodes.nextSetBit(0); id >= 0; id = nodes.nextSetBit(id + 1)) {
      look(id);
    }
    ListenerSet set = setOf(key);
    set.setNodes(nodes);
    return balancer.pick(set, key, nowNanos);
  }

  /** The node that the source of a flow has by affinity, or 0; it may take no new flows now. */
  int kept(FlowKey key, long nowNanos) {
    if (rules.of(key.localPort()).affinity().isZero()) {
      return Balancer.NONE;
    }
    return balancer.kept(setOf(key), key, nowNanos);
  }

  private void look(int nodeId) {
    balancer.setDraining(nodeId, members.isDraining(nodeId));
    balancer.setWeight(nodeId, members.weight(nodeId));
  }

  private ListenerSet setOf(FlowKey key) {
    LocalEnd end = new LocalEnd(key.protocol(), key.localPort(), key.localHigh(), key.localLow());
    ListenerSet known = sets.get(end);
    if (known != null) {
      return known;
    }
    if (sets.size() == MOST_SETS) {
      sets.clear();
    }
    ListenerSet made = new ListenerSet(nextId++, random);
    apply(rules.of(end.port), made);
    sets.put(end, made);
    return made;
  }
}
