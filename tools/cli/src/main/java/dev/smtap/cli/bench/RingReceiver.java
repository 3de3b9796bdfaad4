package dev.smtap.cli.bench;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.PairRingReader;
import dev.smtap.ring.SleepWord;
import dev.smtap.ring.Sleeper;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotTable;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;

/**
 * The steps of the driver's Receiver on one lane, in the same order: up to 64 descriptors per look,
 * each checked, its slot read, and given back, up to 16 together. One thread.
 */
public final class RingReceiver implements AutoCloseable {
  private static final int BUDGET = 64;
  private static final int PACKET_TYPE = 0x0800;
  private static final long SENDER_ADDRESS = NodeAddress.of(0, 1);

  static final long HEADER_FIRST = SmHeader.first(NodeAddress.of(0, 2), SENDER_ADDRESS);
  static final long HEADER_SECOND = SmHeader.second(SENDER_ADDRESS, PACKET_TYPE);

  private final PairRingReader reader;
  private final SlotTable slots;
  private final long largeReserved;
  private final long smallReserved;
  private final long target;
  private final long bell;
  private final MappedSection waiters;
  private final Sleeper sleeper;

  /** Kept, so that the compiler keeps the reads. */
  long touched;

  /**
   * A receiver.
   *
   * @param target private memory that messages are copied to
   */
  public RingReceiver(Sections sections, long target) throws SystemException {
    this.reader =
        new PairRingReader(
            sections.sendersLaneSeenByReceiver(),
            sections.receiversLane(),
            Sections.GEOMETRY.entries(),
            0);
    this.slots = sections.slotsSeenByReceiver();
    this.largeReserved = sections.reservedSeenByReceiver(true);
    this.smallReserved = sections.reservedSeenByReceiver(false);
    this.target = target;
    this.bell = sections.receiversBell();
    this.waiters = MappedSection.ofPrivateMemory(Sleeper.MEMORY_BYTES);
    this.sleeper = new Sleeper(sections.sleepWord(), waiters.position());
  }

  /** Takes what is there, up to the budget, and returns how many messages that were. */
  public int drain() {
    int available = reader.available();
    if (available == PairRingReader.DAMAGED) {
      throw new IllegalStateException("the write counter is damaged");
    }
    int count = Math.min(available, BUDGET);
    for (int i = 0; i < count; i++) {
      if (i % SlotTable.TOUCHED_AHEAD == 0) {
        touch(Math.min(count - i, SlotTable.TOUCHED_AHEAD));
      }
      long descriptor = reader.descriptor();
      take(descriptor);
      reader.advance(LaneDescriptor.length(descriptor));
    }
    reader.giveBack();
    return count;
  }

  private void touch(int count) {
    long words = 0;
    for (int ahead = 0; ahead < count && count > 1; ahead++) {
      int slot = LaneDescriptor.slot(reader.descriptor(ahead));
      if (isReserved(slot)) {
        words += slots.touch(slot);
      }
    }
    touched = words;
  }

  private boolean isReserved(int slot) {
    return slots.isReserved(
        slot, SharedMemory.getIntAcquire(largeReserved), SharedMemory.getIntAcquire(smallReserved));
  }

  private void take(long descriptor) {
    int slot = LaneDescriptor.slot(descriptor);
    int bytes = LaneDescriptor.length(descriptor);
    if (!isReserved(slot) || bytes < SlotDescriptor.FRAME_OFFSET || bytes > slots.bytes(slot)) {
      throw new IllegalStateException("a descriptor is damaged");
    }
    long record = slots.position(slot);
    long first = SharedMemory.getNetworkLong(record);
    long source = SmHeader.source(first, SharedMemory.getNetworkLong(record + Long.BYTES));
    if (SmHeader.withoutCommand(source) != SENDER_ADDRESS) {
      throw new IllegalStateException("a message is damaged");
    }
    SharedMemory.copy(
        record + SlotDescriptor.FRAME_OFFSET, target, bytes - (long) SlotDescriptor.FRAME_OFFSET);
  }

  /** Sleeps until the sender or {@link #bell} rings, as the driver's Receiver does. */
  public void sleep() {
    int seen = SharedMemory.getIntAcquire(bell);
    sleeper.begin(SleepWord.ON_ALL_WORDS);
    sleeper.add(bell, seen);
    if (reader.available() == 0) {
      sleeper.add(reader.bellPosition(), reader.emptyBell());
      var _ = sleeper.sleep();
    }
    sleeper.end();
  }

  @Override
  public void close() throws SystemException {
    waiters.close();
  }
}
