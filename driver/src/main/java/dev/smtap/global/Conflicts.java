package dev.smtap.global;

import dev.smtap.facility.Counters;
import dev.smtap.facility.SearchCounter;
import dev.smtap.wire.FlowKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says so when two nodes have a socket for the very same flow, as when both connect from the global
 * address and one port to one server: only one of them can get the packets. Transmitter only.
 */
final class Conflicts {
  private static final Logger LOG = LoggerFactory.getLogger(Conflicts.class);
  private static final long SILENCE_NANOS = 10_000_000_000L;

  private final Counters counters;
  private long silentUntilNanos;

  Conflicts(Counters counters) {
    this.counters = counters;
    this.silentUntilNanos = System.nanoTime();
  }

  /** A node has a socket for a flow that goes to another; one sentence in ten seconds. */
  void report(FlowKey key, int owner, int other, long nowNanos) {
    counters.increment(SearchCounter.CONFLICTS);
    if (nowNanos - silentUntilNanos < 0) {
      return;
    }
    silentUntilNanos = nowNanos + SILENCE_NANOS;
    LOG.warn(
        "nodes {} and {} both have a socket for {}, and node {} gets its packets: connections from"
            + " a global address need ports of their own on each node",
        owner,
        other,
        key,
        owner);
  }
}
