package dev.smtap.stress;

import dev.smtap.memory.SharedMemory;

/** Memory filled with one value over and over, so that half of another content shows. */
final class Payload {
  /** What {@link #value} returns when the words differ. */
  static final long TORN = -1;

  private Payload() {}

  /** Fills memory with a value, word by word. */
  static void fill(long position, int bytes, long value) {
    for (int offset = 0; offset < bytes; offset += Long.BYTES) {
      SharedMemory.putLong(position + offset, value);
    }
  }

  /** The value that memory is filled with, or {@link #TORN}. */
  static long value(long position, int bytes) {
    long first = SharedMemory.getLong(position);
    for (int offset = Long.BYTES; offset < bytes; offset += Long.BYTES) {
      if (SharedMemory.getLong(position + offset) != first) {
        return TORN;
      }
    }
    return first;
  }
}
