package dev.smtap.global;

/** So many a second, and so many at once after a rest (a token bucket). One thread. */
final class Allowance {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long nanosEach;
  private final long mostNanos;
  private long savedNanos;
  private long lastNanos;

  /**
   * A full one.
   *
   * @param perSecond how many a second for ever
   * @param burst how many at once
   */
  Allowance(int perSecond, int burst, long nowNanos) {
    this.nanosEach = NANOS_PER_SECOND / perSecond;
    this.mostNanos = burst * nanosEach;
    this.savedNanos = mostNanos;
    this.lastNanos = nowNanos;
  }

  /** Takes one if there is one. */
  boolean take(long nowNanos) {
    savedNanos = Math.min(mostNanos, savedNanos + (nowNanos - lastNanos));
    lastNanos = nowNanos;
    if (savedNanos < nanosEach) {
      return false;
    }
    savedNanos -= nanosEach;
    return true;
  }
}
