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
 * take back what was read, check the quota, take a slot, fill it, publish, look whether the
 * receiver sleeps. A caller that has more messages at hand sends them in a burst, as the driver
 * does with frames that the TAP has ready. One thread.
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
  private final boolean large;
  private boolean inBurst;
  private int owed;

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
    this.large = SlotDescriptor.FRAME_OFFSET + bytes > SlotDescriptor.SMALL_BYTES;
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

  /** Sends one message, the last one at hand; false when the receiver holds all it may. */
  public boolean trySend() {
    boolean sent = trySendOn();
    endBurst();
    return sent;
  }

  /**
   * Sends one message of several; false when the receiver holds all it may. {@link #endBurst} must
   * follow before this thread waits for anything.
   */
  public boolean trySendOn() {
    if (!sparesLook()) {
      takeBack();
    }
    if (!hasRoom()) {
      endBurst();
      return false;
    }
    int slot = pool.take();
    long record = slots.position(slot);
    SharedMemory.copy(source, record + SlotDescriptor.FRAME_OFFSET, bytes);
    SharedMemory.putNetworkLong(record, RingReceiver.HEADER_FIRST);
    SharedMemory.putNetworkLong(record + Long.BYTES, RingReceiver.HEADER_SECOND);
    writer.publish(slot, SlotDescriptor.FRAME_OFFSET + bytes);
    inBurst = true;
    owed++;
    if (owed == Doorbell.MOST_OWED || !Doorbell.seemsAwake(sections.sleepWordSeenBySender())) {
      ring();
    }
    return true;
  }

  private boolean hasRoom() {
    return !writer.isFull() && writer.held() < limit;
  }

  private boolean sparesLook() {
    return !large
        && inBurst
        && writer.held() * (SlotDescriptor.FRAME_OFFSET + bytes) < PairRingWriter.MOST_UNSEEN_BYTES
        && hasRoom();
  }

  /** Takes the look at the receiver's sleep word that is owed. */
  public void endBurst() {
    inBurst = false;
    if (owed > 0) {
      ring();
    }
  }

  private void ring() {
    owed = 0;
    doorbell.ring(sections.sleepWordSeenBySender(), writer.bellPosition(), sections.castBell());
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
