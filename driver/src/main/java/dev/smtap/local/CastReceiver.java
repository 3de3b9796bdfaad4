package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.Counters;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastRingReader;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.Command;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's part that reads cast rings: the broadcast ring always, a multicast ring when the
 * kernel has joined its group. Receiver only.
 */
final class CastReceiver {
  private static final int BUDGET = 64;

  /**
   * A group that was joined gets frames back to here: joining is noticed within a second, and one
   * frame too few is a bug.
   */
  private static final long LOOK_BACK_NANOS = 2_000_000_000L;

  private final Adapter adapter;
  private final CastArea area;
  private final TapWriter tap;
  private final ReceiveTee tee;
  private final @Nullable CommandListener commands;
  private final Counters counters;
  private final CastRingReader[] rings;
  private final long[] labels;
  private final boolean[] subscribed;
  private MulticastFilter filter = MulticastFilter.ALL;

  CastReceiver(
      Adapter adapter,
      TapWriter tap,
      ReceiveTee tee,
      @Nullable CommandListener commands,
      long bufferPosition) {
    this.adapter = adapter;
    this.area = adapter.castArea();
    this.tap = tap;
    this.tee = tee;
    this.commands = commands;
    this.counters = adapter.info().counters(AdapterDescriptor.RECEIVED_OFFSET);
    this.rings = new CastRingReader[area.rings()];
    this.labels = new long[area.rings()];
    this.subscribed = new boolean[area.rings()];
    for (int ring = 0; ring < rings.length; ring++) {
      rings[ring] = new CastRingReader(area, ring, bufferPosition);
    }
    subscribed[CastArea.BROADCAST_RING] = true;
  }

  /** The bell as it is now, acquired: what was cast before it rang can be read. */
  int bell() {
    return SharedMemory.getIntAcquire(area.bellPosition());
  }

  /** Whether all that it looks at has pages. Asks the kernel. */
  boolean hasPages() {
    boolean hasAll = area.hasPages();
    for (int ring = 0; ring < rings.length && hasAll; ring++) {
      hasAll = !subscribed[ring] || rings[ring].hasPages();
    }
    return hasAll;
  }

  /** Reads what is there, up to a budget for each ring; true when there may be more. */
  boolean drain(Lanes lanes) {
    followSubscriptions();
    boolean more = drainRing(lanes, CastArea.BROADCAST_RING);
    for (int ring = 1; ring < rings.length && labels[ring] != 0; ring++) {
      if (subscribed[ring]) {
        more |= drainRing(lanes, ring);
      }
    }
    return more;
  }

  private void followSubscriptions() {
    MulticastFilter wanted = adapter.multicast();
    boolean isNewFilter = !wanted.isSame(filter);
    for (int ring = 1; ring < rings.length; ring++) {
      long label = area.label(ring);
      if (label == 0) {
        break;
      }
      if (label != labels[ring] || isNewFilter) {
        boolean isPassedOver = labels[ring] != 0 && !subscribed[ring];
        labels[ring] = label;
        subscribed[ring] = wanted.takes(label);
        if (subscribed[ring] && isPassedOver) {
          rings[ring].skipOlderThan(System.nanoTime() - LOOK_BACK_NANOS);
        }
      }
    }
    filter = wanted;
  }

  private boolean drainRing(Lanes lanes, int number) {
    CastRingReader ring = rings[number];
    for (int i = 0; i < BUDGET; i++) {
      long missedBefore = ring.missed();
      switch (ring.read()) {
        case EMPTY -> {
          return false;
        }
        case RECORD -> take(lanes, ring);
        case MISSED -> counters.add(AdapterReceiveCounter.MISSED, ring.missed() - missedBefore);
        case DAMAGED -> counters.increment(AdapterReceiveCounter.DAMAGED);
      }
    }
    return true;
  }

  private void take(Lanes lanes, CastRingReader ring) {
    int nodeId = ring.nodeId();
    if (nodeId == adapter.section().nodeId()
        && ring.generation() == adapter.section().generation()) {
      counters.increment(AdapterReceiveCounter.OWN);
      return;
    }
    tee.mark();
    long record = ring.bufferPosition();
    long first = SharedMemory.getNetworkLong(record);
    long source = SmHeader.source(first, SharedMemory.getNetworkLong(record + Long.BYTES));
    long claimed = NodeAddress.of(adapter.info().network(), nodeId & 0xffff);
    if (!NodeAddress.isNodeId(nodeId) || SmHeader.withoutCommand(source) != claimed) {
      counters.increment(AdapterReceiveCounter.DAMAGED);
      return;
    }
    Lane lane = lanes.toNode(nodeId);
    if (lane == null || lane.peer().view().generation() != ring.generation()) {
      adapter.requests().unknownNode(nodeId);
    }
    if (SmHeader.isCommand(source)) {
      counters.increment(AdapterReceiveCounter.CAST_COMMANDS);
      tellCommand(nodeId, ring);
      tee.taken(ring, AdapterReceiveCounter.CAST_COMMANDS);
      return;
    }
    if (ring.length() < SlotDescriptor.SHORTEST_FRAME_RECORD_BYTES) {
      counters.increment(AdapterReceiveCounter.DAMAGED);
      return;
    }
    learn(record, claimed, nodeId);
    AdapterReceiveCounter outcome = outcome(tap.write(record, ring.length()));
    counters.increment(outcome);
    if (outcome == AdapterReceiveCounter.CAST) {
      counters.add(
          AdapterReceiveCounter.CAST_BYTES, ring.length() - (long) SlotDescriptor.FRAME_OFFSET);
    }
    tee.taken(ring, outcome);
  }

  private void tellCommand(int nodeId, CastRingReader ring) {
    int bytes = ring.length() - SmHeader.PADDED_BYTES;
    if (commands != null && bytes >= Command.BYTES) {
      long position = ring.bufferPosition() + SmHeader.PADDED_BYTES;
      commands.castCommand(nodeId, ring.generation(), position, bytes);
    }
  }

  private void learn(long record, long nodeAddress, int nodeId) {
    long inner = SharedMemory.getNetworkLong(record + SlotDescriptor.FRAME_OFFSET + 6) >>> 16;
    if (inner != nodeAddress && !MacAddress.isGroup(inner)) {
      adapter.learned().learn(inner, nodeId, System.nanoTime());
    }
  }

  private static AdapterReceiveCounter outcome(Delivery delivery) {
    return switch (delivery) {
      case WRITTEN -> AdapterReceiveCounter.CAST;
      case TOO_LARGE -> AdapterReceiveCounter.TOO_LARGE;
      case INTERFACE_DOWN -> AdapterReceiveCounter.INTERFACE_DOWN;
      case INTERFACE_GONE -> AdapterReceiveCounter.INTERFACE_GONE;
      case REFUSED -> AdapterReceiveCounter.REFUSED;
    };
  }
}
