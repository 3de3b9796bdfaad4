package dev.smtap.cli.bench;

import dev.smtap.facility.Geometry;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotTable;
import java.nio.file.Path;

/**
 * The sections of a sender and a receiver, with the driver's default geometry and its layout of a
 * lane: words of the adapter, the lane, large slots, small slots.
 */
public final class Sections implements AutoCloseable {
  static final Geometry GEOMETRY = Geometry.of(Geometry.DEFAULT_LANES, Geometry.DEFAULT_SLOTS);

  private static final long BELL_OFFSET = 0;
  private static final long SLEEP_OFFSET = 128;
  private static final long RESERVED_OFFSET = 256;
  private static final long LANE_OFFSET = 4096;
  private static final long LARGE_OFFSET = LANE_OFFSET + LaneDescriptor.bytes(GEOMETRY.entries());
  private static final long SMALL_OFFSET =
      LARGE_OFFSET + (long) GEOMETRY.largeSlots() * SlotDescriptor.LARGE_BYTES;
  private static final long SENDER_BYTES =
      SMALL_OFFSET + (long) GEOMETRY.smallSlots() * SlotDescriptor.SMALL_BYTES;

  private final SharedFile sender;
  private final SharedFile receiver;

  /** Makes both files, under names that begin with {@code prefix}. */
  public Sections(Path prefix) throws SystemException {
    this.sender = SharedFile.make(Path.of(prefix + "-sender"), SENDER_BYTES);
    this.receiver = SharedFile.make(Path.of(prefix + "-receiver"), LARGE_OFFSET);
  }

  /** The lane in the sender's section, as the sender writes it. */
  long sendersLane() {
    return sender.ownersPosition(LANE_OFFSET);
  }

  /** The same, as the receiver reads it. */
  long sendersLaneSeenByReceiver() {
    return sender.peersPosition(LANE_OFFSET);
  }

  /** The lane in the receiver's section, as the receiver writes it. */
  long receiversLane() {
    return receiver.ownersPosition(LANE_OFFSET);
  }

  /** The read counter, as the sender reads it. */
  long readCounterSeenBySender() {
    return receiver.peersPosition(LANE_OFFSET + LaneDescriptor.READ_OFFSET);
  }

  /** The sleep word, as the receiver writes it. */
  long sleepWord() {
    return receiver.ownersPosition(SLEEP_OFFSET);
  }

  /** The sleep word, as the sender reads it. */
  long sleepWordSeenBySender() {
    return receiver.peersPosition(SLEEP_OFFSET);
  }

  /** The receiver's own bell. */
  public long receiversBell() {
    return receiver.ownersPosition(BELL_OFFSET);
  }

  /** What stands for the bell of the cast area: written by the sender only if it is asked to. */
  long castBell() {
    return sender.ownersPosition(BELL_OFFSET);
  }

  /** Where the number of reserved slots of one size is published. */
  long reserved(boolean large) {
    return sender.ownersPosition(RESERVED_OFFSET + (large ? 0 : Integer.BYTES));
  }

  /** The same, as the receiver reads it. */
  long reservedSeenByReceiver(boolean large) {
    return sender.peersPosition(RESERVED_OFFSET + (large ? 0 : Integer.BYTES));
  }

  /** The slots, as the sender writes them. */
  SlotTable slots() {
    return slots(sender.ownersPosition(0));
  }

  /** The slots, as the receiver reads them. */
  SlotTable slotsSeenByReceiver() {
    return slots(sender.peersPosition(0));
  }

  private static SlotTable slots(long position) {
    return new SlotTable(
        position + LARGE_OFFSET,
        GEOMETRY.largeSlots(),
        position + SMALL_OFFSET,
        GEOMETRY.smallSlots());
  }

  @Override
  public void close() throws SystemException {
    sender.close();
    receiver.close();
  }
}
