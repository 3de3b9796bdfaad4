package dev.smtap.ring;

import dev.smtap.memory.Pages;
import dev.smtap.memory.SharedMemory;

/**
 * One network's cast area as a process sees it: where it is and how large. Immutable; any thread.
 *
 * @param position position of the area in the mapped common section
 * @param sectionOffset offset of the area in the common section's file
 * @param rings rings in it, the broadcast ring included
 * @param slots slots of each ring, a power of two
 */
public record CastArea(long position, long sectionOffset, int rings, int slots) {
  /** Number of the broadcast ring. */
  public static final int BROADCAST_RING = 0;

  /** Position of the lock. */
  public long lockPosition() {
    return position + CastDescriptor.LOCK_OFFSET;
  }

  /** The lock's word, see {@link CastLock#word}; 0 when nobody has it. May be any value. */
  public long lockWord() {
    return SharedMemory.getLongAcquire(lockPosition());
  }

  /** Position of the bell. */
  public long bellPosition() {
    return position + CastDescriptor.BELL_OFFSET;
  }

  /** A ring's write counter, acquired: what it counts can be read. May be any value. */
  public long written(int ring) {
    return SharedMemory.getLongAcquire(writtenPosition(ring));
  }

  /** A ring's label, 0 while the ring is free. May be any value. */
  public long label(int ring) {
    return SharedMemory.getLongAcquire(labelPosition(ring));
  }

  /** Position of a ring's write counter. */
  public long writtenPosition(int ring) {
    return position + CastDescriptor.headOffset(ring) + CastDescriptor.WRITE_OFFSET;
  }

  /** Position of a ring's label. */
  public long labelPosition(int ring) {
    return position + CastDescriptor.headOffset(ring) + CastDescriptor.LABEL_OFFSET;
  }

  /** Whether the lock, the bell and the heads of the rings have pages. Asks the kernel. */
  public boolean hasPages() {
    return Pages.areThere(position, CastDescriptor.slotsOffset(BROADCAST_RING, rings, slots));
  }

  /** Offset in the area of the slot for a counter value. */
  public long slotOffset(int ring, long counter) {
    long index = counter & (slots - 1);
    return CastDescriptor.slotsOffset(ring, rings, slots) + index * CastSlotDescriptor.BYTES;
  }
}
