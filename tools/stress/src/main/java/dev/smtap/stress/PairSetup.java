package dev.smtap.stress;

import dev.smtap.facility.LaneHead;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.PairRingReader;
import dev.smtap.ring.PairRingWriter;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotPool;
import dev.smtap.ring.SlotTable;

/**
 * A pair ring between two nodes: what each of them writes is read by the other through a read-only
 * mapping. Small slots only.
 */
final class PairSetup {
  /** Slots that there are. */
  static final int SLOTS = 4;

  /** Bytes of a frame that are filled and looked at. */
  static final int FRAME_BYTES = 256;

  private static final int LOOKS = 4;
  private static final int MOST_ENTRIES = 4;
  private static final int LANE_BYTES = 2048;
  private static final int RESERVED_OFFSET = 2 * LANE_BYTES;
  private static final int SLEEP_OFFSET = RESERVED_OFFSET + 128;
  private static final int CAST_BELL_OFFSET = RESERVED_OFFSET + 256;
  private static final int TIME_OFFSET = RESERVED_OFFSET + 384;
  private static final int WAITERS_OFFSET = 3 * LANE_BYTES;
  private static final int SLOTS_OFFSET = 5 * LANE_BYTES;
  private static final long BYTES = SLOTS_OFFSET + SLOTS * (long) SlotDescriptor.SMALL_BYTES;

  private static final int SENDER_ID = 1;
  private static final int RECEIVER_ID = 2;

  /** Where the sender's words and slots are written, and where they are read. */
  private final Arena.Piece place;

  private int uses;
  private long start;
  private PairRingWriter writer;
  private PairRingReader reader;
  private SlotPool pool;

  private PairSetup(Arena.Piece place) {
    this.place = place;
    this.writer = new PairRingWriter(place.writable(), MOST_ENTRIES, 0);
    this.reader = new PairRingReader(place.readOnly(), place.writable(), MOST_ENTRIES, 0);
    this.pool = newPool(SLOTS, SLOTS);
  }

  /** Pieces with a pair ring in each. */
  static Arena<PairSetup> arena() {
    return Arena.of(BYTES, PairSetup::new);
  }

  /**
   * Begins again with an empty ring; counters start elsewhere each time.
   *
   * @param entries descriptors of the ring
   * @param slots slots that the pool has
   * @param chunk how many of them are reserved at a time
   */
  PairSetup begin(int entries, int slots, int chunk) {
    long own = place.writable();
    start = Starts.of(place.index() + uses++);
    new LaneHead(own).assign(RECEIVER_ID, 1, start, start);
    new LaneHead(own + LANE_BYTES).assign(SENDER_ID, 1, start, start);
    SharedMemory.putInt(own + RESERVED_OFFSET, 0);
    SharedMemory.putInt(own + SLEEP_OFFSET, 0);
    writer = new PairRingWriter(own, entries, start);
    reader = new PairRingReader(place.readOnly(), own + LANE_BYTES, entries, start);
    pool = newPool(slots, chunk);
    return this;
  }

  /**
   * Who saw the other of a sender that publishes and a receiver that goes to sleep on the cast bell
   * alone.
   *
   * @param bell the cast bell before: the sender rings it when it has seen the sleep
   */
  String whoSaw(int bell, boolean receiverSaw) {
    boolean senderSaw = SharedMemory.getInt(castBellPosition()) != bell;
    if (senderSaw) {
      return receiverSaw ? "both saw" : "sender saw";
    }
    return receiverSaw ? "receiver saw" : "nobody saw";
  }

  private SlotPool newPool(int slots, int chunk) {
    return new SlotPool(0, slots, chunk, (first, count) -> 0, place.writable() + RESERVED_OFFSET);
  }

  /** How many times it began, for tests that take turns. */
  int uses() {
    return uses;
  }

  /** The sending end. */
  PairRingWriter writer() {
    return writer;
  }

  /** The receiving end. */
  PairRingReader reader() {
    return reader;
  }

  /** The sender's free slots. */
  SlotPool pool() {
    return pool;
  }

  /** The receiver's sleep word, for itself. */
  long ownSleepPosition() {
    return place.writable() + SLEEP_OFFSET;
  }

  /** The receiver's sleep word, as the sender sees it. */
  long peerSleepPosition() {
    return place.readOnly() + SLEEP_OFFSET;
  }

  /** The cast bell, which everybody writes. */
  long castBellPosition() {
    return place.writable() + CAST_BELL_OFFSET;
  }

  /** The cast bell as it is. */
  int castBell() {
    return SharedMemory.getIntAcquire(castBellPosition());
  }

  /** Memory for the receiver's {@link dev.smtap.ring.Sleeper}. */
  long waitersPosition() {
    return place.writable() + WAITERS_OFFSET;
  }

  /** Memory for the receiver's {@link Nap}. */
  long timePosition() {
    return place.writable() + TIME_OFFSET;
  }

  /** Fills a slot with a frame and publishes it. Sender. */
  void send(int slot, long frame) {
    Payload.fill(slots(place.writable()).position(slot), FRAME_BYTES, frame);
    writer.publish(slot, length(frame));
  }

  /** Descriptors that the receiver gave back, as the sender sees it. Sender. */
  int reclaim() {
    return writer.reclaim(place.readOnly() + LANE_BYTES + LaneDescriptor.READ_OFFSET);
  }

  /** True when the sender says that a slot has memory behind it. Receiver. */
  boolean isReserved(int slot) {
    int reserved = SharedMemory.getIntAcquire(place.readOnly() + RESERVED_OFFSET);
    return slots(place.readOnly()).isReserved(slot, 0, reserved);
  }

  /** What the slot of a descriptor is filled with, or {@link Payload#TORN}. Receiver. */
  long frame(long descriptor) {
    int slot = LaneDescriptor.slot(descriptor);
    return Payload.value(slots(place.readOnly()).position(slot), FRAME_BYTES);
  }

  /** True when the slot of a descriptor holds a frame, all of it, for a while. Receiver. */
  boolean staysWhole(long descriptor, long frame) {
    for (int look = 0; look < LOOKS; look++) {
      if (frame(descriptor) != frame) {
        return false;
      }
    }
    return true;
  }

  /** Wipes descriptors and slots, so that the next frame cannot be taken for an old one. */
  void forget() {
    SharedMemory.clear(
        place.writable() + LaneDescriptor.DESCRIPTORS_OFFSET,
        MOST_ENTRIES * (long) LaneDescriptor.DESCRIPTOR_BYTES);
    for (int slot = 0; slot < SLOTS; slot++) {
      SharedMemory.clear(slots(place.writable()).position(slot), FRAME_BYTES);
    }
  }

  /** The length that stands in the descriptor of a frame; tells frames apart. */
  static int length(long frame) {
    return (int) (FRAME_BYTES + frame);
  }

  private static SlotTable slots(long base) {
    return new SlotTable(0, 0, base + SLOTS_OFFSET, SLOTS);
  }
}
