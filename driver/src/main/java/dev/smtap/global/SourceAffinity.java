package dev.smtap.global;

import java.util.random.RandomGenerator;

/**
 * Which node a source had last on which port. Bounded: 16,384 sources, in sets of four in which the
 * one that was used longest ago gives way. The hash is keyed, see {@link FlowHash}. One thread.
 */
final class SourceAffinity {
  /** What {@link #find} returns when there is none. */
  static final int NONE = 0;

  private static final int SETS = 4_096;
  private static final int WAYS = 4;

  private final long seed0;
  private final long seed1;
  private final long[] high = new long[SETS * WAYS];
  private final long[] low = new long[SETS * WAYS];
  private final int[] listenerSet = new int[SETS * WAYS];
  private final int[] node = new int[SETS * WAYS];
  private final long[] usedNanos = new long[SETS * WAYS];

  SourceAffinity(RandomGenerator random) {
    this.seed0 = random.nextLong();
    this.seed1 = random.nextLong();
  }

  private int set(int set, long addressHigh, long addressLow) {
    return (int) (FlowHash.of(seed0, seed1, addressHigh, addressLow, set) & (SETS - 1)) * WAYS;
  }

  private boolean is(int i, int set, long addressHigh, long addressLow) {
    return node[i] != NONE
        && low[i] == addressLow
        && high[i] == addressHigh
        && listenerSet[i] == set;
  }

  /** The node that a source has, or {@link #NONE} when it has none or had it too long ago. */
  int find(int set, long addressHigh, long addressLow, long nowNanos, long timeoutNanos) {
    int first = set(set, addressHigh, addressLow);
    for (int i = first; i < first + WAYS; i++) {
      if (is(i, set, addressHigh, addressLow)) {
        return nowNanos - usedNanos[i] < timeoutNanos ? node[i] : NONE;
      }
    }
    return NONE;
  }

  /** Remembers a source's node. */
  void keep(int set, long addressHigh, long addressLow, int nodeId, long nowNanos) {
    int first = set(set, addressHigh, addressLow);
    int place = first;
    for (int i = first; i < first + WAYS; i++) {
      if (is(i, set, addressHigh, addressLow)) {
        place = i;
        break;
      }
      boolean isOlder = usedNanos[i] - usedNanos[place] < 0;
      if (node[place] != NONE && (node[i] == NONE || isOlder)) {
        place = i;
      }
    }
    high[place] = addressHigh;
    low[place] = addressLow;
    listenerSet[place] = set;
    node[place] = nodeId;
    usedNanos[place] = nowNanos;
  }
}
