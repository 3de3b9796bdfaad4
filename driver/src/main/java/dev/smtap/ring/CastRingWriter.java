package dev.smtap.ring;

import dev.smtap.memory.Reservation;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.FaultPoint;
import dev.smtap.wire.MacAddress;
import org.jspecify.annotations.Nullable;

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
 *
 * <p>Nothing under the lock enters the kernel: memory is reserved and touched before, and if
 * another writer was faster, so is that of the next slot. A process that is stopped (SIGSTOP) stops
 * where it leaves the kernel, and while a stopped owner has the lock, nobody can cast.
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

  /** Others may be faster so often; then the lock is kept, system call or not. */
  private static final int MOST_TRIES = 8;

  private final CastArea area;
  private final CastLock lock;
  private final int sectionFd;
  private final int nodeId;
  private final long generation;
  private final int[] preparedBytes;
  private int lastRing;
  private long lastSequence;

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
    this.preparedBytes = new int[area.rings() * area.slots()];
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
    lastRing = findRing(group);
    if (bytes > CastSlotDescriptor.LONGEST_RECORD_BYTES) {
      return Outcome.TOO_LARGE;
    }
    Outcome outcome = null;
    for (int i = 1; outcome == null; i++) {
      outcome = tryToCast(group, recordPosition, bytes, i == MOST_TRIES);
    }
    return outcome;
  }

  /** Null if another writer took the slot that was prepared, unless it is the last try. */
  private @Nullable Outcome tryToCast(
      long group, long recordPosition, int bytes, boolean isLastTry) {
    int expectedRing = findRing(group);
    if (!prepare(expectedRing, area.written(expectedRing), bytes)) {
      return Outcome.NO_MEMORY;
    }
    if (!lock.lock()) {
      return Outcome.LOCK_HELD;
    }
    Outcome outcome = null;
    try {
      lastRing = ringFor(group);
      long counter = area.written(lastRing);
      if (isLastTry || isPrepared(lastRing, counter, bytes)) {
        outcome = write(lastRing, counter, recordPosition, bytes);
      }
    } finally {
      lock.unlock();
    }
    ringBell();
    return outcome;
  }

  /** Number of the ring that was cast into last, or that a record was for that was not cast. */
  public int lastRing() {
    return lastRing;
  }

  /** That ring's write counter after what was {@link Outcome#SENT} last. */
  public long lastSequence() {
    return lastSequence;
  }

  /** The ring for a group, which is labelled if it has none yet. Under the lock. */
  private int ringFor(long group) {
    int ring = findRing(group);
    if (ring != CastArea.BROADCAST_RING && area.label(ring) == 0) {
      SharedMemory.putLongRelease(area.labelPosition(ring), group);
      FaultPoint.reached("cast.labelled");
    }
    return ring;
  }

  /** The ring of a group, or else the first without a label. */
  private int findRing(long group) {
    if (!MacAddress.isGroup(group) || group == MacAddress.BROADCAST) {
      return CastArea.BROADCAST_RING;
    }
    for (int ring = 1; ring < area.rings(); ring++) {
      long label = area.label(ring);
      if (label == group || label == 0) {
        return ring;
      }
    }
    return CastArea.BROADCAST_RING;
  }

  private Outcome write(int ring, long counter, long recordPosition, int bytes) {
    if (!prepare(ring, counter, bytes)) {
      return Outcome.NO_MEMORY;
    }
    long slot = area.position() + area.slotOffset(ring, counter);
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
    lastSequence = counter + 1;
    return Outcome.SENT;
  }

  /** Puts memory behind a slot, as much as a record needs, and maps it; false if there is none. */
  private boolean prepare(int ring, long counter, int bytes) {
    if (isPrepared(ring, counter, bytes)) {
      return true;
    }
    long slotOffset = area.slotOffset(ring, counter);
    int pages = (CastSlotDescriptor.RECORD_OFFSET + bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
    if (Reservation.reserve(sectionFd, area.sectionOffset() + slotOffset, pages) < 0) {
      return false;
    }
    for (int page = 0; page < pages; page += PAGE_BYTES) {
      var _ = SharedMemory.getLongOpaque(area.position() + slotOffset + page);
    }
    preparedBytes[slot(ring, counter)] = pages;
    FaultPoint.reached("cast.reserved");
    return true;
  }

  private boolean isPrepared(int ring, long counter, int bytes) {
    return CastSlotDescriptor.RECORD_OFFSET + bytes <= preparedBytes[slot(ring, counter)];
  }

  private int slot(int ring, long counter) {
    return ring * area.slots() + (int) (counter & (area.slots() - 1));
  }

  /** Wakes every reader of the network that sleeps. */
  public void ringBell() {
    SharedMemory.getAndAddInt(area.bellPosition(), 1);
    DataCalls.futexWake(area.bellPosition(), Integer.MAX_VALUE);
  }
}
