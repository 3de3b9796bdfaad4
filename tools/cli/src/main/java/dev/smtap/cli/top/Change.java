package dev.smtap.cli.top;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.RingStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What went on between two readings. What was not there before (a node that has started since, a
 * ring to such a node) started from zero; a counter that went back was not told the truth by its
 * node, and counts as standing still.
 */
final class Change {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Optional<Reading> before;
  private final double seconds;
  private final Map<List<Object>, RecentFlows.Place> flows = new HashMap<>();

  /** The change from an earlier reading, if there is one. */
  Change(Optional<Reading> before, Reading now) {
    this.before = before;
    this.seconds =
        before.map(each -> (now.nanos() - each.nanos()) / NANOS_PER_SECOND).orElse(Double.NaN);
    before.ifPresent(
        reading -> reading.flows().kept().forEach(each -> flows.put(each.identity(), each)));
  }

  /** Growth in each second; NaN while there is only one reading. */
  double rate(long then, long now) {
    return seconds > 0 ? Math.max(0, (double) now - then) / seconds : Double.NaN;
  }

  /** Rate of frames and bytes. */
  Traffic traffic(long frames, long bytes, long framesThen, long bytesThen) {
    return new Traffic(rate(framesThen, frames), rate(bytesThen, bytes));
  }

  /** The same start of a node in the reading before. */
  Optional<NodeStatus> node(NodeStatus node) {
    return before.flatMap(reading ->
        reading.status().nodes().stream()
            .filter(each -> each.id() == node.id() && each.generation() == node.generation())
            .findFirst());
  }

  /** The same adapter in the reading before: a node's adapters stay what they are. */
  Optional<AdapterStatus> adapter(NodeStatus node, int index) {
    return node(node)
        .map(NodeStatus::adapters)
        .filter(each -> index < each.size())
        .map(each -> each.get(index));
  }

  /** The same ring of an adapter in the reading before. */
  static Optional<RingStatus> ring(Optional<AdapterStatus> adapter, RingStatus ring) {
    return adapter.flatMap(there ->
        there.rings().stream()
            .filter(each ->
                each.peer() == ring.peer() && each.peerGeneration() == ring.peerGeneration())
            .findFirst());
  }

  /**
   * Rate of a flow; a flow that was not read before may be an old one, so nothing is known of it.
   */
  Traffic flow(RecentFlows.Place place) {
    RecentFlows.Place then = flows.get(place.identity());
    return then == null
        ? new Traffic(Double.NaN, Double.NaN)
        : traffic(
            place.flow().packets(),
            place.flow().bytes(),
            then.flow().packets(),
            then.flow().bytes());
  }
}
