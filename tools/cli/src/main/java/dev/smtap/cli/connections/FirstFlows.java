package dev.smtap.cli.connections;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/** The first so many flows in {@link Flow#ORDER}, in memory for no more of them. */
final class FirstFlows {
  private final int limit;
  private final PriorityQueue<Flow> kept;
  private long count;

  FirstFlows(int limit) {
    this.limit = limit;
    this.kept = new PriorityQueue<>(Collections.reverseOrder(Flow.ORDER));
  }

  void add(Flow flow) {
    count++;
    if (kept.size() < limit) {
      kept.add(flow);
    } else if (limit > 0 && Flow.ORDER.compare(flow, kept.element()) < 0) {
      kept.remove();
      kept.add(flow);
    }
  }

  /** How many there were. */
  long count() {
    return count;
  }

  /** Those kept, sorted. */
  List<Flow> sorted() {
    List<Flow> flows = new ArrayList<>(kept);
    flows.sort(Flow.ORDER);
    return flows;
  }
}
