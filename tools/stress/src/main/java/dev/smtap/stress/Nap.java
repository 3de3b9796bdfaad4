package dev.smtap.stress;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;

/**
 * Sleeps for real on what a {@link dev.smtap.ring.Sleeper} was told to wait for, but not without
 * end as that does: a wake-up that does not come is found out. One thread.
 */
final class Nap {
  /** Bytes of memory for the time to sleep until. */
  static final int MEMORY_BYTES = 16;

  private static final long NAP_NANOS = 20_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long waitersPosition;
  private final long timePosition;
  private long endNanos;

  /**
   * A way to sleep.
   *
   * @param waitersPosition the sleeper's memory
   * @param timePosition memory of {@link #MEMORY_BYTES}
   */
  Nap(long waitersPosition, long timePosition) {
    this.waitersPosition = waitersPosition;
    this.timePosition = timePosition;
  }

  /**
   * Waits for one of the words that were added.
   *
   * @return false when the time was over before anybody rang
   */
  boolean sleep(int words) {
    endNanos = System.nanoTime() + NAP_NANOS;
    SharedMemory.putLong(timePosition, endNanos / NANOS_PER_SECOND);
    SharedMemory.putLong(timePosition + Long.BYTES, endNanos % NANOS_PER_SECOND);
    int result = DataCalls.futexWaitv(waitersPosition, words, timePosition);
    if (result < 0
        && result != -Errno.EAGAIN
        && result != -Errno.EINTR
        && result != -Errno.ETIMEDOUT) {
      throw new IllegalStateException("futex_waitv: " + Errno.describe(-result));
    }
    return result != -Errno.ETIMEDOUT;
  }

  /**
   * True when something that was done at that time cannot have been slept through by right: whoever
   * was done with ringing before the sleep was over has woken the sleeper, or the kernel saw that
   * the word differed (both clocks are CLOCK_MONOTONIC).
   */
  boolean wasLost(long rungNanos) {
    return rungNanos - endNanos < 0;
  }
}
