package dev.smtap.cli.bench;

import dev.smtap.facility.Geometry;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.Doorbell;
import dev.smtap.ring.PairRingWriter;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotPool;
import dev.smtap.ring.SlotTable;

/**
 * The steps of the driver's LaneSender on one lane, in the same order, without the node around it:
 * take back what was read, check the quota, take a slot, fill it, publish, ring the doorbell. One
 * thread.
 */
public final class RingSender {
  private final Sections sections;
  private final PairRingWriter writer;
  private final SlotPool pool;
  private final SlotTable slots;
  private final Doorbell doorbell = new Doorbell();
  private final long readCounter;
  private final int limit;
  private final long source;
  private final int bytes;

  /**
   * A sender of messages of one size.
   *
   * @param source private memory that the messages are copied from
   */
  public RingSender(Sections sections, long source, int bytes) {
    this.sections = sections;
    this.source = source;
    this.bytes = bytes;
    Geometry geometry = Sections.GEOMETRY;
    boolean large = SlotDescriptor.FRAME_OFFSET + bytes > SlotDescriptor.SMALL_BYTES;
    int capacity = large ? geometry.largeSlots() : geometry.smallSlots();
    this.limit = Geometry.quota(capacity);
    this.writer = new PairRingWriter(sections.sendersLane(), geometry.entries(), 0);
    this.slots = sections.slots();
    this.readCounter = sections.readCounterSeenBySender();
    this.pool =
        new SlotPool(
            large ? 0 : geometry.largeSlots(),
            capacity,
            large ? 8 : 128,
            (first, count) -> 0,
            sections.reserved(large));
  }

  /** Sends one message; false when the receiver holds all it may. */
  public boolean trySend() {
    takeBack();
    if (writer.isFull() || writer.held() >= limit) {
      return false;
    }
    int slot = pool.take();
    long record = slots.position(slot);
    SharedMemory.copy(source, record + SlotDescriptor.FRAME_OFFSET, bytes);
    SharedMemory.putNetworkLong(record, RingReceiver.HEADER_FIRST);
    SharedMemory.putNetworkLong(record + Long.BYTES, RingReceiver.HEADER_SECOND);
    writer.publish(slot, SlotDescriptor.FRAME_OFFSET + bytes);
    doorbell.ring(sections.sleepWordSeenBySender(), writer.bellPosition(), sections.castBell());
    return true;
  }

  private void takeBack() {
    int count = writer.reclaim(readCounter);
    if (count == PairRingWriter.DAMAGED) {
      throw new IllegalStateException("the read counter is damaged");
    }
    for (int i = 0; i < count; i++) {
      pool.giveBack(writer.takeBack());
    }
  }
}
