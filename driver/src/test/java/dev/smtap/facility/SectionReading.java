package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.fuzz.Reads;
import dev.smtap.global.PublishedArea;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.VisibleText;
import dev.smtap.ring.SlotTable;

/** Reads everything of another node's section that a node or a status would read. */
final class SectionReading {
  private SectionReading() {}

  static void check(NodeView view, int nodeId, long length) throws SystemException {
    assertThat(view.nodeId()).isEqualTo(nodeId);
    assertThat(view.generation()).isBetween(1L, (1L << 48) - 1);
    assertThat(view.isAlive()).isFalse();
    assertThat(view.adapters()).hasSizeLessThanOrEqualTo(NodeSectionDescriptor.MOST_ADAPTERS);
    Reads.anything(
        view.heartbeatNanos(),
        view.counterStart(),
        view.processId(),
        view.startedMillis(),
        view.hasStopped() ? 1 : 0);
    for (AdapterInfo adapter : view.adapters()) {
      checkAdapter(adapter, length);
      checkPublished(view, adapter, length);
      checkEntry(view.entry(adapter));
      checkLanes(view, adapter);
    }
  }

  private static void checkAdapter(AdapterInfo adapter, long length) {
    Geometry geometry = adapter.geometry();
    assertThat(adapter.network()).isBetween(0, CommonSectionDescriptor.MOST_NETWORKS - 1);
    assertThat(adapter.areaOffset()).isBetween((long) NodeSectionDescriptor.BYTES, length);
    long end = adapter.areaPosition() + geometry.areaBytes();
    assertThat(adapter.areaOffset() + geometry.areaBytes()).isLessThanOrEqualTo(length);
    checkText(adapter.networkName(), AdapterEntryDescriptor.NETWORK_NAME_BYTES);
    SlotTable slots = adapter.slots();
    int last = geometry.largeSlots() + geometry.smallSlots() - 1;
    for (int slot : new int[] {0, geometry.largeSlots() - 1, geometry.largeSlots(), last}) {
      long behind = slots.position(slot) + slots.bytes(slot);
      assertThat(slots.position(slot)).isGreaterThan(adapter.areaPosition());
      assertThat(behind).isLessThanOrEqualTo(end);
      Reads.anything(SharedMemory.getByte(behind - 1));
    }
    assertThat(slots.isReserved(-1, Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
    assertThat(slots.isReserved(last + 1, Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
    Reads.anything(SharedMemory.getIntAcquire(adapter.sleepPosition()));
    checkCounters(adapter.counters(AdapterDescriptor.SENT_OFFSET), end);
    checkCounters(adapter.counters(AdapterDescriptor.RECEIVED_OFFSET), end);
    checkCounters(adapter.counters(AdapterDescriptor.FORMER_SENT_OFFSET), end);
    checkCounters(adapter.counters(AdapterDescriptor.FORMER_RECEIVED_OFFSET), end);
  }

  private static void checkPublished(NodeView view, AdapterInfo adapter, long length)
      throws SystemException {
    assertThat(adapter.areaOffset() + adapter.bytes()).isLessThanOrEqualTo(length);
    if (PublishedArea.isThere(adapter)) {
      PublishedArea published = PublishedArea.read(adapter);
      assertThat(published.weight()).isBetween(1, 255);
      assertThat(published.addresses())
          .hasSizeLessThanOrEqualTo(GlobalAreaDescriptor.MOST_ADDRESSES);
      // None of these files has that much memory.
      assertThat(PublishedArea.openTable(view, adapter)).isEmpty();
    }
  }

  private static void checkEntry(AdapterEntry entry) {
    checkText(entry.interfaceName(), AdapterEntryDescriptor.INTERFACE_NAME_BYTES);
    checkText(entry.namespace(), AdapterEntryDescriptor.NAMESPACE_BYTES);
    Reads.anything(entry.state(), entry.mtu(), entry.offloads(), entry.ifindex());
    Reads.anything(entry.linkFlags(), entry.mac(), entry.kernelDrops());
    Reads.anything(entry.spinMicros(), entry.offloadsWanted());
  }

  private static void checkLanes(NodeView view, AdapterInfo adapter) {
    int lanes = adapter.geometry().lanes();
    long end = adapter.areaPosition() + adapter.geometry().areaBytes();
    assertThat(view.findLane(adapter, 1, 0x7777_7777_7777L)).isBetween(-1, lanes - 1);
    for (int lane = 0; lane < lanes; lane++) {
      LaneHead head = new LaneHead(adapter.lanePosition(lane));
      int found = view.findLane(adapter, head.peerId(), head.generation());
      assertThat(found).isBetween(-1, lane);
      Reads.anything(head.start(), head.written(), head.read());
      checkCounters(head.sent(), end);
      checkCounters(head.received(), end);
      if (lane > 16) {
        lane = Math.max(lane, lanes - 2);
      }
    }
  }

  private static void checkCounters(Counters counters, long end) {
    assertThat(counters.position() + (long) Counters.COUNT * Long.BYTES).isLessThanOrEqualTo(end);
    for (ReceiveCounter each : ReceiveCounter.values()) {
      Reads.anything(counters.get(each));
    }
  }

  static void checkText(String text, int bytes) {
    assertThat(text.length()).isLessThanOrEqualTo(bytes);
    assertThat(text.codePoints().allMatch(VisibleText::isVisible)).as(text).isTrue();
  }
}
