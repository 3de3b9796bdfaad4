package dev.smtap.lab.fault;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Facility;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import dev.smtap.posix.SystemException;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a pair as both sections have it, by generation: works for a dead node too, whose
 * section is still there.
 *
 * @param sent frames and commands that the sender counted
 * @param nodeDied of those, what the sender booked as lost by the receiver's death
 * @param received frames, commands and drops that the receiver counted
 */
record PairBooks(long sent, long nodeDied, long received) {

  /** Reads them; all zero when the two never met. */
  static PairBooks read(Partition partition, int from, int to) throws SystemException {
    Facility facility = Facility.of(partition.root(), partition.name());
    try (NodeView sender = NodeView.open(facility, from);
        NodeView receiver = NodeView.open(facility, to)) {
      LaneHead out = lane(sender, receiver);
      LaneHead in = lane(receiver, sender);
      return new PairBooks(
          out == null ? 0 : frames(out),
          out == null ? 0 : out.sent().get(SendCounter.NODE_DIED),
          in == null ? 0 : received(in));
    }
  }

  private static @Nullable LaneHead lane(NodeView of, NodeView peer) {
    AdapterInfo adapter = of.adapters().getFirst();
    int lane = of.findLane(adapter, peer.nodeId(), peer.generation());
    return lane < 0 ? null : new LaneHead(adapter.lanePosition(lane));
  }

  private static long frames(LaneHead lane) {
    return lane.sent().get(SendCounter.FRAMES) + lane.sent().get(SendCounter.COMMANDS);
  }

  private static long received(LaneHead lane) {
    long sum = 0;
    for (ReceiveCounter counter : ReceiveCounter.values()) {
      sum += counter == ReceiveCounter.BYTES ? 0 : lane.received().get(counter);
    }
    return sum;
  }

  /** How many frames nobody accounts for. */
  long unaccounted() {
    return sent - nodeDied - received;
  }
}
