package dev.smtap.global;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.VirtioNetHeader;

/**
 * Frames that wait until their owner is known, copied out of the slots: a bounded number, so that a
 * node that does not answer holds up nobody else. Transmitter only.
 */
final class HeldFrames implements AutoCloseable {
  /** What {@link #hold} returns when there is no room. */
  static final int NONE = -1;

  private static final int SMALL = 192;
  private static final int LARGE = 16;

  private final MappedSection memory;
  private final int[] bytes = new int[SMALL + LARGE];
  private final int[] freeSmall = new int[SMALL];
  private final int[] freeLarge = new int[LARGE];
  private int smallLeft;
  private int largeLeft;

  HeldFrames() throws SystemException {
    this.memory =
        MappedSection.ofPrivateMemory(
            (long) SMALL * SlotDescriptor.SMALL_BYTES + (long) LARGE * SlotDescriptor.LARGE_BYTES);
    for (int i = 0; i < SMALL; i++) {
      freeSmall[smallLeft++] = i;
    }
    for (int i = 0; i < LARGE; i++) {
      freeLarge[largeLeft++] = SMALL + i;
    }
  }

  /** Copies a frame and its virtio-net header; returns its number, or {@link #NONE}. */
  int hold(long frame, int frameBytes) {
    boolean isSmall = frameBytes + VirtioNetHeader.BYTES <= SlotDescriptor.SMALL_BYTES;
    int number;
    if (isSmall && smallLeft > 0) {
      number = freeSmall[--smallLeft];
    } else if (largeLeft > 0) {
      number = freeLarge[--largeLeft];
    } else {
      return NONE;
    }
    bytes[number] = frameBytes;
    SharedMemory.copy(
        frame - VirtioNetHeader.BYTES, at(number), frameBytes + (long) VirtioNetHeader.BYTES);
    return number;
  }

  private long at(int number) {
    return number < SMALL
        ? memory.position((long) number * SlotDescriptor.SMALL_BYTES)
        : memory.position(
            (long) SMALL * SlotDescriptor.SMALL_BYTES
                + (long) (number - SMALL) * SlotDescriptor.LARGE_BYTES);
  }

  /** Copies a frame out, its virtio-net header first, and frees its place; returns its bytes. */
  int takeOut(int number, long target) {
    int frameBytes = bytes[number];
    SharedMemory.copy(at(number), target, frameBytes + (long) VirtioNetHeader.BYTES);
    free(number);
    return frameBytes;
  }

  /** Frees a frame's place. */
  void free(int number) {
    if (number < SMALL) {
      freeSmall[smallLeft++] = number;
    } else {
      freeLarge[largeLeft++] = number;
    }
  }

  @Override
  public void close() throws SystemException {
    memory.close();
  }
}
