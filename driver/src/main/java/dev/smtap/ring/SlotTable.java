package dev.smtap.ring;

import dev.smtap.memory.Pages;
import dev.smtap.memory.SharedMemory;

/**
 * Where the slots of one adapter lie: numbers 0 to {@code largeSlots - 1} are the large ones, the
 * small ones follow. Immutable; any thread.
 *
 * @param largePosition position of large slot 0
 * @param largeSlots how many large slots there can be
 * @param smallPosition position of small slot 0
 * @param smallSlots how many small slots there can be
 */
public record SlotTable(long largePosition, int largeSlots, long smallPosition, int smallSlots) {
  /** Slots to {@link #touch} before the first of them is handled. */
  public static final int TOUCHED_AHEAD = 16;

  private static final int LINE_BYTES = 64;

  /** True for a large slot. */
  public boolean isLarge(int slot) {
    return slot < largeSlots;
  }

  /** Position of a slot that is known to exist. */
  public long position(int slot) {
    return isLarge(slot)
        ? largePosition + (long) slot * SlotDescriptor.LARGE_BYTES
        : smallPosition + (long) (slot - largeSlots) * SlotDescriptor.SMALL_BYTES;
  }

  /**
   * Reads a word of each of the first two cache lines of a slot that is known to have memory, which
   * is all of a small frame. Reads of many slots right after one another overlap, which those
   * within the work for each frame do not. Returns something, so that the reads are not left out.
   */
  public long touch(int slot) {
    long position = position(slot);
    return SharedMemory.getLong(position) + SharedMemory.getLong(position + LINE_BYTES);
  }

  /** Whether a slot that is known to exist has pages. Asks the kernel. */
  public boolean hasPages(int slot) {
    return Pages.areThere(position(slot), bytes(slot));
  }

  /** Bytes of a slot. */
  public int bytes(int slot) {
    return isLarge(slot) ? SlotDescriptor.LARGE_BYTES : SlotDescriptor.SMALL_BYTES;
  }

  /**
   * True when a slot of this number has memory behind it, by what its owner published.
   *
   * @param largeReserved large slots that the owner says are reserved
   * @param smallReserved the same of small slots
   */
  public boolean isReserved(int slot, int largeReserved, int smallReserved) {
    if (slot < 0) {
      return false;
    }
    return slot < largeSlots
        ? slot < largeReserved
        : slot - largeSlots < Math.min(smallReserved, smallSlots);
  }
}
