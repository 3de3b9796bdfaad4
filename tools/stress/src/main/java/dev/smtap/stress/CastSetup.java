package dev.smtap.stress;

import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastDescriptor;
import dev.smtap.ring.CastLock;
import dev.smtap.ring.CastRingReader;
import dev.smtap.ring.CastRingWriter;
import dev.smtap.ring.CastSlotDescriptor;
import dev.smtap.ring.Sleeper;
import dev.smtap.wire.MacAddress;

/** A broadcast ring that two nodes write and one reads. Memory stays reserved for its slots. */
final class CastSetup {
  /** Bytes of a record: more than a page with the slot's head, so that its copy takes a while. */
  static final int RECORD_BYTES = 4096;

  /** Nodes that write; their IDs are 1 and 2. */
  static final int NODES = 2;

  private static final long FIRST_GENERATION = 0x8000_0000_0001L;
  private static final int PAGE_BYTES = 4096;

  private final CastArea area;
  private final CastRingWriter[] writers = new CastRingWriter[NODES];
  private final long sourcesPosition;
  private final long bufferPosition;
  private final long sleepersPosition;
  private final int index;
  private CastLock.OwnerCheck owners = (nodeId, generation) -> true;
  private CastRingReader reader;
  private int uses;
  private long start;

  private CastSetup(Arena.Piece place, int slots) {
    this.index = place.index();
    this.area = new CastArea(place.writable(), place.offset(), 1, slots);
    this.sourcesPosition = place.writable() + CastDescriptor.bytes(1, slots);
    this.bufferPosition = sourcesPosition + NODES * (long) RECORD_BYTES;
    this.sleepersPosition = bufferPosition + CastSlotDescriptor.BYTES;
    for (int node = 1; node <= NODES; node++) {
      CastLock lock = lock(node);
      writers[node - 1] = new CastRingWriter(area, lock, place.fd(), node, generation(node));
    }
    this.reader = newReader();
  }

  /** Pieces with a ring of so many slots in each. */
  static Arena<CastSetup> arena(int slots) {
    long bytes =
        CastDescriptor.bytes(1, slots) + NODES * (long) RECORD_BYTES + CastSlotDescriptor.BYTES;
    return Arena.of(bytes + PAGE_BYTES, place -> new CastSetup(place, slots));
  }

  /** Begins again with an empty ring; the counter starts elsewhere each time. */
  CastSetup begin() {
    start = Starts.of(index + uses++);
    for (int slot = 0; slot < area.slots(); slot++) {
      SharedMemory.putLong(slotPosition(slot) + CastSlotDescriptor.SEQUENCE_OFFSET, 0);
    }
    SharedMemory.putLong(area.lockPosition(), 0);
    SharedMemory.putLong(area.writtenPosition(CastArea.BROADCAST_RING), start);
    reader = newReader();
    owners = (nodeId, generation) -> true;
    return this;
  }

  private CastRingReader newReader() {
    return new CastRingReader(area, CastArea.BROADCAST_RING, bufferPosition);
  }

  /** Lets somebody else say who lives; everybody does until then. */
  void ask(CastLock.OwnerCheck check) {
    owners = check;
  }

  /** The generation of a node: 48 bits, the highest one set. */
  static long generation(int nodeId) {
    return FIRST_GENERATION + nodeId;
  }

  /** A lock object of a node on the ring's lock. */
  CastLock lock(int nodeId) {
    return new CastLock(
        area.lockPosition(),
        nodeId,
        generation(nodeId),
        (owner, generation) -> owners.isAlive(owner, generation));
  }

  /** The ring. */
  CastArea area() {
    return area;
  }

  /** The reader. */
  CastRingReader reader() {
    return reader;
  }

  /** How many times it began, for tests that take turns. */
  int uses() {
    return uses;
  }

  /** The receiver's sleep word. */
  long sleepPosition() {
    return sleepersPosition;
  }

  /** Memory for the receiver's {@link Nap}. */
  long timePosition() {
    return sleepersPosition + 128;
  }

  /** Memory for the receiver's {@link Sleeper}. */
  long waitersPosition() {
    return sleepersPosition + 256;
  }

  /** What the write counter started from. */
  long start() {
    return start;
  }

  /** Records written since it began. */
  long written() {
    return area.written(CastArea.BROADCAST_RING) - start;
  }

  /** Position of the slot for a counter value. */
  long slotPosition(long counter) {
    return area.position() + area.slotOffset(CastArea.BROADCAST_RING, counter);
  }

  /** Casts a record that is filled with a value. */
  CastRingWriter.Outcome cast(int nodeId, long value) {
    long source = sourcesPosition + (nodeId - 1) * (long) RECORD_BYTES;
    Payload.fill(source, RECORD_BYTES, value);
    return writers[nodeId - 1].cast(MacAddress.BROADCAST, source, RECORD_BYTES);
  }

  /** What the record in the reader's buffer is filled with, or {@link Payload#TORN}. */
  long record() {
    boolean isWhole = reader.length() == RECORD_BYTES;
    return isWhole ? Payload.value(reader.bufferPosition(), RECORD_BYTES) : Payload.TORN;
  }
}
