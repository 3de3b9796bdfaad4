package dev.smtap.cli.control;

import dev.smtap.cli.connections.Entry;
import dev.smtap.cli.connections.GlobalNetworks;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts what a drained node still has, in the connection tables of all nodes.
 *
 * @param facility the partition
 * @param drained the node on each network that it was drained on, as it was then
 */
record FlowsLeft(Facility facility, List<Entry> drained) {
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private int node() {
    return drained.getFirst().node();
  }

  /** What is left on each network, and what becomes of new flows if nobody else takes them. */
  List<String> sentences() throws SystemException {
    List<String> sentences = new ArrayList<>();
    try (GlobalNetworks networks = new GlobalNetworks(facility, _ -> true)) {
      for (Entry each : drained) {
        sentences.add(
            "node "
                + node()
                + " gets no new flows of network "
                + each.network()
                + ": "
                + left(networks.countFlowsOf(each)));
        if (!isServedByOthers(networks, each)) {
          sentences.add(
              "nobody else takes flows of network " + each.network() + ": new ones are refused");
        }
      }
    }
    return sentences;
  }

  private static boolean isServedByOthers(GlobalNetworks networks, Entry drained) {
    return networks.entries().stream()
        .anyMatch(each ->
            each.node() != drained.node()
                && each.network().equals(drained.network())
                && each.state().isAlive()
                && each.published().isGlobal()
                && !each.published().isDraining());
  }

  private static String left(long count) {
    return count == 0
        ? "no flow is left"
        : count == 1 ? "1 flow is left" : count + " flows are left";
  }

  /**
   * Waits until nothing is left.
   *
   * @param seconds how long at most, negative for as long as it takes
   * @return what came of it
   * @throws SystemException if the time is over, or the node is drained no longer
   */
  String await(int seconds) throws SystemException {
    long start = System.nanoTime();
    while (true) {
      long count = 0;
      try (GlobalNetworks networks = new GlobalNetworks(facility, _ -> true)) {
        for (Entry each : drained) {
          checkStillDrained(networks, each);
          count += networks.countFlowsOf(each);
        }
      }
      if (count == 0) {
        return "node " + node() + " has no flows any more";
      }
      if (seconds >= 0 && System.nanoTime() - start >= Duration.ofSeconds(seconds).toNanos()) {
        throw SystemException.because(
            "wait for",
            "node " + node(),
            left(count) + " after " + seconds + " s",
            "it stays drained: wait again, or 'smtap undrain " + node() + "'");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void checkStillDrained(GlobalNetworks networks, Entry drained) throws SystemException {
    for (Entry each : networks.entries()) {
      boolean isSame = each.node() == node() && each.network().equals(drained.network());
      if (isSame && each.state().isAlive() && !each.published().isDraining()) {
        throw SystemException.because(
            "wait for",
            "node " + node(),
            "it gets new flows of network " + each.network() + " again",
            "somebody has undrained or restarted it");
      }
    }
  }
}
