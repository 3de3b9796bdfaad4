package dev.smtap.ring;

import dev.smtap.memory.Reservation;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.FaultPoint;
import dev.smtap.wire.MacAddress;

/**
 * Writes to the cast rings of one network (patent: ticker tape; writers are not blocked for readers
 * but are forced into the stale slot). The first node that has something for a ring allocates it:
 * memory is put behind a slot just before it is first used, and only as much as the frame needs.
 * Transmitter only.
 *
 * <p>Why it is right: all writing happens under the lock. A slot's sequence is 0 from before the
 * first byte changes until after the last one did, then the counter value that it holds; readers
 * compare it before and after their copy. The write counter moves last. A writer that dies in
 * between leaves a counter that did not move, and the next one overwrites the same slot. The bell
 * is rung after a take-over too, in case the dead owner had moved the counter without ringing.
 */
public final class CastRingWriter {
  /** What came of a cast. */
  public enum Outcome {
    /** It is in the ring. */
    SENT,
    /** A living node keeps the lock and does not go on. */
    LOCK_HELD,
    /** There is no memory for the slot. */
    NO_MEMORY,
    /** The record is longer than a slot. */
    TOO_LARGE
  }

  private static final int PAGE_BYTES = 4096;

  private final CastArea area;
  private final CastLock lock;
  private final int sectionFd;
  private final int nodeId;
  private final long generation;
  private final int[] reservedBytes;

  /**
   * The writer of one node on one network.
   *
   * @param sectionFd the common section's file, to reserve memory in
   */
  public CastRingWriter(CastArea area, CastLock lock, int sectionFd, int nodeId, long generation) {
    this.area = area;
    this.lock = lock;
    this.sectionFd = sectionFd;
    this.nodeId = nodeId;
    this.generation = generation;
    this.reservedBytes = new int[area.rings() * area.slots()];
  }

  /**
   * Casts a record.
   *
   * @param group its destination; a group with a ring of its own goes there, everything else to the
   *     broadcast ring
   * @param recordPosition where it stands, SM header first
   * @param bytes its length
   */
  public Outcome cast(long group, long recordPosition, int bytes) {
    if (bytes > CastSlotDescriptor.LONGEST_RECORD_BYTES) {
      return Outcome.TOO_LARGE;
    }
    if (!lock.lock()) {
      return Outcome.LOCK_HELD;
    }
    Outcome outcome;
    try {
      outcome = write(ringFor(group), recordPosition, bytes);
    } finally {
      lock.unlock();
    }
    ringBell();
    return outcome;
  }

  private int ringFor(long group) {
    if (!MacAddress.isGroup(group) || group == MacAddress.BROADCAST) {
      return CastArea.BROADCAST_RING;
    }
    for (int ring = 1; ring < area.rings(); ring++) {
      long label = area.label(ring);
      if (label == group) {
        return ring;
      }
      if (label == 0) {
        SharedMemory.putLongRelease(area.labelPosition(ring), group);
        FaultPoint.reached("cast.labelled");
        return ring;
      }
    }
    return CastArea.BROADCAST_RING;
  }

  private Outcome write(int ring, long recordPosition, int bytes) {
    long counter = area.written(ring);
    long slotOffset = area.slotOffset(ring, counter);
    if (!reserve(ring, counter, slotOffset, bytes)) {
      return Outcome.NO_MEMORY;
    }
    long slot = area.position() + slotOffset;
    SharedMemory.putLongOpaque(slot + CastSlotDescriptor.SEQUENCE_OFFSET, 0);
    SharedMemory.releaseFence();
    FaultPoint.reached("cast.before-copy");
    SharedMemory.putLong(
        slot + CastSlotDescriptor.NODE_ID_OFFSET,
        CastSlotDescriptor.senderAndLength(nodeId, bytes));
    SharedMemory.putLong(slot + CastSlotDescriptor.GENERATION_OFFSET, generation);
    SharedMemory.putLong(slot + CastSlotDescriptor.TIME_OFFSET, System.nanoTime());
    SharedMemory.copy(recordPosition, slot + CastSlotDescriptor.RECORD_OFFSET, bytes);
    FaultPoint.reached("cast.copied");
    SharedMemory.putLongRelease(slot + CastSlotDescriptor.SEQUENCE_OFFSET, counter + 1);
    FaultPoint.reached("cast.sequenced");
    SharedMemory.putLongRelease(area.writtenPosition(ring), counter + 1);
    FaultPoint.reached("cast.counted");
    return Outcome.SENT;
  }

  private boolean reserve(int ring, long counter, long slotOffset, int bytes) {
    int slot = ring * area.slots() + (int) (counter & (area.slots() - 1));
    int wanted = CastSlotDescriptor.RECORD_OFFSET + bytes;
    if (wanted <= reservedBytes[slot]) {
      return true;
    }
    int pages = (wanted + PAGE_BYTES - 1) & -PAGE_BYTES;
    if (Reservation.reserve(sectionFd, area.sectionOffset() + slotOffset, pages) < 0) {
      return false;
    }
    reservedBytes[slot] = pages;
    FaultPoint.reached("cast.reserved");
    return true;
  }

  /** Wakes every reader of the network that sleeps. */
  public void ringBell() {
    SharedMemory.getAndAddInt(area.bellPosition(), 1);
    DataCalls.futexWake(area.bellPosition(), Integer.MAX_VALUE);
  }
}
