package dev.smtap.global;

/**
 * When to say something again: soon at first, for those who missed it, then now and then, for those
 * who have forgotten or were told something else. Times are those of {@link System#nanoTime}. One
 * thread.
 */
final class Repeats {
  private static final long MILLI = 1_000_000;
  private static final long STEADY_NANOS = 60_000 * MILLI;
  private static final long[] AFTER_NANOS = {
    0, 200 * MILLI, 1_000 * MILLI, 3_000 * MILLI, 10_000 * MILLI, 30_000 * MILLI
  };

  private final long start;
  private int said;
  private long due;

  /** For the first time now. */
  Repeats(long now) {
    this.start = now;
    this.due = now;
  }

  long dueNanos() {
    return due;
  }

  boolean isDue(long now) {
    return due - now <= 0;
  }

  /** It was said; what has been missed is not made up for. */
  void said(long now) {
    do {
      said = Math.min(said + 1, AFTER_NANOS.length);
    } while (said < AFTER_NANOS.length && start + AFTER_NANOS[said] - now <= 0);
    due = said < AFTER_NANOS.length ? start + AFTER_NANOS[said] : now + STEADY_NANOS;
  }
}
