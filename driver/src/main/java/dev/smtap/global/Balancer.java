package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Picks one of several nodes for a new flow of a network. What was picked before is not its
 * concern: flows stay where the connection table has them, so a new node takes over none. Weights,
 * draining and policies may change at any time. No allocation per pick. One thread.
 */
public final class Balancer {
  /** What {@link #pick} returns when there is no node, or all are drained. */
  public static final int NONE = SourceAffinity.NONE;

  /** Weights are from 1 to this; a node that got none has 1. */
  public static final int MOST_WEIGHT = 255;

  private static final int NODE_IDS = 1 << 16;

  private final FlowCount flows;
  private final SourceAffinity affinity;
  private final byte[] weights = new byte[NODE_IDS];
  private final BitSet draining = new BitSet();

  /** How many flows a node has. */
  @FunctionalInterface
  public interface FlowCount {
    /** Flows of the node. */
    int of(int nodeId);
  }

  /**
   * A balancer of nodes that all have the same weight.
   *
   * @param flows asked for each node when the policy is {@link BalancePolicy#LEAST_FLOWS}
   * @param random for the key of the affinity's hash
   */
  public Balancer(FlowCount flows, RandomGenerator random) {
    this.flows = flows;
    this.affinity = new SourceAffinity(random);
    Arrays.fill(weights, (byte) 1);
  }

  /** Changes a node's weight. */
  public void setWeight(int nodeId, int weight) {
    if (weight < 1 || weight > MOST_WEIGHT) {
      throw new IllegalArgumentException(
          "a weight is 1 to " + MOST_WEIGHT + ", not " + weight + "; drain a node to give it none");
    }
    weights[nodeId] = (byte) weight;
  }

  /** A node's weight. */
  public int weight(int nodeId) {
    return weights[nodeId] & 0xff;
  }

  /** A draining node gets no new flow. */
  public void setDraining(int nodeId, boolean isDraining) {
    draining.set(nodeId, isDraining);
  }

  /** True when the node gets no new flow. */
  public boolean isDraining(int nodeId) {
    return draining.get(nodeId);
  }

  /** The node for a new flow, or {@link #NONE}. */
  public int pick(ListenerSet set, FlowKey key, long nowNanos) {
    if (set.affinityNanos() == 0) {
      return pickAnew(set);
    }
    int kept = kept(set, key, nowNanos);
    boolean isStillGood = kept != NONE && set.indexOf(kept) >= 0;
    int picked = isStillGood && !isDraining(kept) ? kept : pickAnew(set);
    if (picked != NONE) {
      affinity.keep(set.id(), key.foreignHigh(), key.foreignLow(), picked, nowNanos);
    }
    return picked;
  }

  /** The node that the source of a flow has by affinity, of the set or not, or {@link #NONE}. */
  int kept(ListenerSet set, FlowKey key, long nowNanos) {
    return affinity.find(
        set.id(), key.foreignHigh(), key.foreignLow(), nowNanos, set.affinityNanos());
  }

  private int pickAnew(ListenerSet set) {
    for (int turns = set.takeStartingTurns(); turns > 0; turns--) {
      takeTurn(set);
    }
    int index = set.policy() == BalancePolicy.LEAST_FLOWS ? leastFlows(set) : takeTurn(set);
    return index < 0 ? NONE : set.node(index);
  }

  /**
   * Each node is owed its weight for each turn, and who is owed most pays for all: a node of weight
   * w comes w times in as many turns as all weights are, spread evenly over them.
   */
  private int takeTurn(ListenerSet set) {
    boolean isWeighted = set.policy() == BalancePolicy.WEIGHTED;
    int best = -1;
    long all = 0;
    for (int i = 0; i < set.size(); i++) {
      if (!isDraining(set.node(i))) {
        int weight = isWeighted ? weight(set.node(i)) : 1;
        set.addCredit(i, weight);
        all += weight;
        best = best < 0 || set.credit(i) > set.credit(best) ? i : best;
      }
    }
    if (best >= 0) {
      set.addCredit(best, -all);
    }
    return best;
  }

  /** The fewest for its weight; among equals, whose turn it is, or else all would get the first. */
  private int leastFlows(ListenerSet set) {
    int turn = takeTurn(set);
    if (turn < 0) {
      return turn;
    }
    int best = turn;
    long bestFlows = flows.of(set.node(turn));
    for (int i = 0; i < set.size(); i++) {
      if (i != turn && !isDraining(set.node(i))) {
        long count = flows.of(set.node(i));
        if (count * weight(set.node(best)) < bestFlows * weight(set.node(i))) {
          best = i;
          bestFlows = count;
        }
      }
    }
    return best;
  }
}
