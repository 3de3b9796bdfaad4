package dev.smtap.facility;

import dev.smtap.memory.SharedMemory;

/**
 * A block of counters in a section: 64 bits each, one writing thread, readable by everybody, also
 * after the writer's death. Opaque: each value is whole, but two of them may be of different
 * moments.
 *
 * @param position position of counter 0
 */
public record Counters(long position) {
  /** Counters in a block about frames. */
  public static final int COUNT = 16;

  private static final int BYTES = 8;

  /** A counter's value. Any thread. */
  public long get(FrameCounter counter) {
    return SharedMemory.getLongOpaque(at(counter.ordinal()));
  }

  /** Adds to a counter. The block's one writer only. */
  public void add(FrameCounter counter, long delta) {
    long at = at(counter.ordinal());
    SharedMemory.putLongOpaque(at, SharedMemory.getLong(at) + delta);
  }

  /** Adds one. The block's one writer only. */
  public void increment(FrameCounter counter) {
    add(counter, 1);
  }

  /**
   * Adds every counter of another block about frames to this one, and clears that one. No other
   * thread writes either.
   */
  public void takeOver(Counters other) {
    for (int i = 0; i < COUNT; i++) {
      long value = SharedMemory.getLong(other.at(i));
      SharedMemory.putLongOpaque(at(i), SharedMemory.getLong(at(i)) + value);
      SharedMemory.putLongOpaque(other.at(i), 0);
    }
  }

  private long at(int index) {
    return position + (long) index * BYTES;
  }
}
