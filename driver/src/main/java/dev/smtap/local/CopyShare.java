package dev.smtap.local;

import dev.smtap.ring.SlotDescriptor;
import java.util.function.LongSupplier;

/**
 * How much of its time a thread copies long frames for a capture: one part of 64 at most, beyond
 * what it has saved up. A frame for which none is left is copied as far as its headers, so what the
 * capture shows is cut short and not missing, and the traffic keeps its speed. One thread.
 */
final class CopyShare {
  /** Bytes of a slot record that are copied always: the headers, with the usual options. */
  static final int SHORT_BYTES = SlotDescriptor.FRAME_OFFSET + 256;

  /** For each nanosecond of a copy, so many pass until it is made up for. */
  static final int PARTS = 64;

  /** What is saved up at most: some thousand of the longest frames. */
  static final long MOST_SAVED_NANOS = 10_000_000;

  /** No copy takes longer; where one did, the thread was stopped in it. */
  static final long LONGEST_COPY_NANOS = 100_000;

  private final LongSupplier clock;
  private long madeUpNanos;
  private long beginNanos;
  private boolean isLong;

  /**
   * All is saved up.
   *
   * @param clock nanoseconds since any moment
   */
  CopyShare(LongSupplier clock) {
    this.clock = clock;
    this.madeUpNanos = clock.getAsLong() - PARTS * MOST_SAVED_NANOS;
  }

  /**
   * A slot record is about to be copied, which ends with {@link #end}: how many bytes of it are.
   */
  int begin(int wantedBytes) {
    isLong = wantedBytes > SHORT_BYTES && isTimeLeft();
    return isLong ? wantedBytes : Math.min(wantedBytes, SHORT_BYTES);
  }

  private boolean isTimeLeft() {
    beginNanos = clock.getAsLong();
    long unusedNanos = beginNanos - madeUpNanos;
    if (unusedNanos > PARTS * MOST_SAVED_NANOS) {
      madeUpNanos = beginNanos - PARTS * MOST_SAVED_NANOS;
    }
    return unusedNanos > 0;
  }

  /** It has been copied. */
  void end() {
    if (isLong) {
      madeUpNanos += PARTS * Math.min(clock.getAsLong() - beginNanos, LONGEST_COPY_NANOS);
    }
  }
}
