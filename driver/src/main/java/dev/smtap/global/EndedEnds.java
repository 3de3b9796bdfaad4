package dev.smtap.global;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Local ends of nodes that have no socket any more. Their flows are somewhere in the table, and to
 * look for them all at once would hold packets up for as long as the table is large. So they are
 * only marked here: a flow of such an end that was not used since counts as gone at once, and is
 * taken out when the round that ages the table comes by. The mark ends when the round has seen
 * every entry once. The owner's thread only.
 *
 * <p>Why a flow that begins anew at such an end is not taken for an old one: a mark ends a tick of
 * the table's clock ({@link Ageing#end}), what is recorded or counted from then on is of a later
 * one, and what is older is never counted, because it is not found.
 */
final class EndedEnds {
  /** Each look-up of a flow is compared with all of them. */
  static final int MOST = 64;

  /** Waiting for their turn; flows of others beyond that are found until they are idle. */
  private static final int MOST_WAITING = 4_096;

  private final int entries;
  private final long[] ends = new long[MOST];
  private final int[] nodeIds = new int[MOST];
  private final int[] ticks = new int[MOST];
  private final int[] left = new int[MOST];
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int count;

  private record Waiting(long ends, int nodeId) {}

  /** None, of a table with so many entries. */
  EndedEnds(int entries) {
    this.entries = entries;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Entries that the round has still to look at before all of these are forgotten. */
  int left() {
    int most = 0;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, left[i]);
    }
    return most;
  }

  /** Marks an end as of a tick, now or when there is room; true if it is marked now. */
  boolean add(long localEnds, int nodeId, int tick) {
    if (count == MOST) {
      if (waiting.size() < MOST_WAITING) {
        waiting.add(new Waiting(localEnds, nodeId));
      }
      return false;
    }
    ends[count] = localEnds;
    nodeIds[count] = nodeId;
    ticks[count] = tick;
    left[count++] = entries;
    return true;
  }

  /** Whether a flow of these ends, last used in a tick, is to be forgotten. */
  boolean has(long flowEnds, int nodeId, int lastTick) {
    long localEnds = ConnectionBucketDescriptor.localEnds(flowEnds);
    for (int i = 0; i < count; i++) {
      if (ends[i] == localEnds
          && nodeIds[i] == nodeId
          && ConnectionBucketDescriptor.ticksFrom(ticks[i], lastTick) <= 0) {
        return true;
      }
    }
    return false;
  }

  /** The round has looked at so many entries; true if an end that waited is marked now. */
  boolean looked(int some, int tick) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (left[i] > some) {
        ends[kept] = ends[i];
        nodeIds[kept] = nodeIds[i];
        ticks[kept] = ticks[i];
        left[kept++] = left[i] - some;
      }
    }
    count = kept;
    boolean isAnyNew = false;
    while (count < MOST && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      isAnyNew = add(next.ends, next.nodeId, tick);
    }
    return isAnyNew;
  }
}
