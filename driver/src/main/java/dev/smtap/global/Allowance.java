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
    save(nowNanos);
    if (savedNanos < nanosEach) {
      return false;
    }
    savedNanos -= nanosEach;
    return true;
  }

  /**
   * Takes one if there is one, and owes one otherwise: as long as more are wanted than there are,
   * and a burst's time longer, nobody gets any.
   */
  boolean takeOrOwe(long nowNanos) {
    save(nowNanos);
    boolean isThere = savedNanos >= nanosEach;
    savedNanos = Math.max(-mostNanos, savedNanos - nanosEach);
    return isThere;
  }

  private void save(long nowNanos) {
    savedNanos = Math.min(mostNanos, savedNanos + (nowNanos - lastNanos));
    lastNanos = nowNanos;
  }
}
