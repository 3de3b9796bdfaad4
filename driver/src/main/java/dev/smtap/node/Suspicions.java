package dev.smtap.node;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Nodes that may have died. The kernel tells of a closed file just before it drops the file's lock,
 * so the look at the lock is repeated for a while, at growing distances. Control thread only.
 */
final class Suspicions {
  private static final long FIRST_NANOS = 300_000;
  private static final long LAST_NANOS = 200_000_000;

  private record Next(long dueNanos, long distanceNanos) {}

  private final Map<Integer, Next> open = new HashMap<>();

  void add(int nodeId, long nowNanos) {
    open.put(nodeId, new Next(nowNanos, FIRST_NANOS));
  }

  /**
   * Looks at those that are due; {@code settled} says whether there is nothing more to find out.
   */
  void look(long nowNanos, IntPredicate settled) {
    if (open.isEmpty()) {
      return;
    }
    for (Map.Entry<Integer, Next> each : Map.copyOf(open).entrySet()) {
      Next next = each.getValue();
      if (next.dueNanos - nowNanos > 0) {
        continue;
      }
      if (settled.test(each.getKey()) || next.distanceNanos > LAST_NANOS) {
        open.remove(each.getKey());
      } else {
        open.put(each.getKey(), new Next(nowNanos + next.distanceNanos, next.distanceNanos * 2));
      }
    }
  }

  /** When to look next, or {@code otherwise} if there is nobody to look at. */
  long nextNanos(long otherwise) {
    long next = otherwise;
    for (Next each : open.values()) {
      next = each.dueNanos - next < 0 ? each.dueNanos : next;
    }
    return next;
  }
}
