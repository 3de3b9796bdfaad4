package dev.smtap.cli.top;

import dev.smtap.cli.connections.Flow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The flows that were used last, no more than {@link #MOST}: a table can have more than there is
 * memory for, and only those in use have rates. One thread.
 */
final class RecentFlows {
  static final int MOST = 4_096;

  private final PriorityQueue<Place> kept =
      new PriorityQueue<>(
          Comparator.comparingLong((Place each) -> each.flow.idleNanos()).reversed());
  private long count;

  /**
   * A flow in a connection table.
   *
   * @param network the network
   * @param node whose table
   * @param generation that node's generation
   * @param flow the flow
   */
  record Place(String network, int node, long generation, Flow flow) {
    /** What it is called as long as it is the same flow. */
    List<Object> identity() {
      return List.of(
          network,
          node,
          generation,
          flow.protocol(),
          flow.local(),
          flow.localPort(),
          flow.foreign(),
          flow.foreignPort(),
          flow.owner(),
          flow.ownerGeneration());
    }
  }

  void add(Place place) {
    count++;
    if (kept.size() < MOST) {
      kept.add(place);
    } else if (place.flow.idleNanos() < kept.element().flow.idleNanos()) {
      kept.remove();
      kept.add(place);
    }
  }

  /** How many there were. */
  long count() {
    return count;
  }

  /** Those kept, in no particular order. */
  List<Place> kept() {
    return new ArrayList<>(kept);
  }
}
