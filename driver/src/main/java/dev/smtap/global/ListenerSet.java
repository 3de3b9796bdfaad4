package dev.smtap.global;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The nodes that listen on one port of one address, and whose turn it is among them. The turn
 * starts at random, so that clients that connect to two ports in pairs do not send one of each pair
 * to the same node always. The policy is the port's own and may change at any time. Owned by the
 * thread of its {@link Balancer}.
 */
public final class ListenerSet {
  private static final int MOST_STARTING_TURNS = 256;

  private final int id;
  private final RandomGenerator random;
  private BalancePolicy policy = BalancePolicy.ROUND_ROBIN;
  private long affinityNanos;
  private int[] nodes = {};
  private long[] credits = {};

  /** What nodes were owed that were in it before; one that is late once is not in it then. */
  private final Map<Integer, Long> away = new HashMap<>();

  private int startingTurns;

  /**
   * A set without nodes.
   *
   * @param id tells it apart from the balancer's other sets
   * @param random where turns start
   */
  public ListenerSet(int id, RandomGenerator random) {
    this.id = id;
    this.random = random;
  }

  /** Changes how nodes are picked from now on. */
  public void setPolicy(BalancePolicy newPolicy) {
    policy = newPolicy;
  }

  /** How nodes are picked. */
  public BalancePolicy policy() {
    return policy;
  }

  /**
   * A source keeps its node for so long after its last new flow; 0 for no affinity.
   *
   * @param nanos the time-out
   */
  public void setAffinity(long nanos) {
    affinityNanos = nanos;
  }

  /** The time-out of source affinity, or 0. */
  public long affinityNanos() {
    return affinityNanos;
  }

  /** What tells it apart. */
  int id() {
    return id;
  }

  /**
   * Changes the nodes. Those that stay keep their turn, and so do those that come back; a new set
   * starts at random.
   */
  public void setNodes(BitSet nodeIds) {
    if (isSame(nodeIds)) {
      return;
    }
    for (int i = 0; i < nodes.length; i++) {
      away.put(nodes[i], credits[i]);
    }
    int[] sorted = nodeIds.stream().toArray();
    long[] kept = new long[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      Long owed = away.remove(sorted[i]);
      kept[i] = owed == null ? 0 : owed;
    }
    boolean isFirst = nodes.length == 0;
    nodes = sorted;
    credits = kept;
    if (isFirst) {
      startingTurns = random.nextInt(MOST_STARTING_TURNS);
    }
  }

  private boolean isSame(BitSet nodeIds) {
    int known = 0;
    for (int each : nodes) {
      known += nodeIds.get(each) ? 1 : 0;
    }
    return known == nodes.length && known == nodeIds.cardinality();
  }

  /** Number of nodes. */
  public int size() {
    return nodes.length;
  }

  int node(int index) {
    return nodes[index];
  }

  /** Where a node stands, or a negative number. */
  int indexOf(int nodeId) {
    return Arrays.binarySearch(nodes, nodeId);
  }

  /**
   * What a node is owed: it goes up by its weight each turn, and down by all weights when picked.
   */
  long credit(int index) {
    return credits[index];
  }

  void addCredit(int index, long change) {
    credits[index] += change;
  }

  /** Turns to take before the first one that counts; 0 from then on. */
  int takeStartingTurns() {
    int turns = startingTurns;
    startingTurns = 0;
    return turns;
  }
}
