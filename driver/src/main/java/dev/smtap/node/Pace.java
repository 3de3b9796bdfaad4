package dev.smtap.node;

/**
 * When the control thread ticks: each second, or each fifth one at a node where nothing happens, as
 * each tick finds the processor's caches cold and costs a millisecond or two. What the kernel or
 * another thread tells makes it quick again at once. Control thread only.
 */
final class Pace {
  /** From one tick to the next. */
  static final long TICK_NANOS = 1_000_000_000L;

  /** The same at a quiet node. */
  static final long QUIET_TICK_NANOS = 5 * TICK_NANOS;

  /** Ticks in which nothing happens before a node is quiet. */
  static final int TICKS_UNTIL_QUIET = 2;

  private long lastNanos;
  private long nextNanos;
  private int calmTicks;
  private long activity;

  /** Begins; the first tick is a second from now. */
  Pace(long nowNanos) {
    this.lastNanos = nowNanos;
    this.nextNanos = nowNanos + TICK_NANOS;
  }

  /** When the next tick is due. */
  long nextNanos() {
    return nextNanos;
  }

  /**
   * A tick begins.
   *
   * @param activityNow a count that has changed if frames came from or went to single nodes
   */
  void tick(long nowNanos, long activityNow) {
    calmTicks = activityNow == activity ? calmTicks + 1 : 0;
    activity = activityNow;
    lastNanos = nowNanos;
    nextNanos = nowNanos + (isQuiet() ? QUIET_TICK_NANOS : TICK_NANOS);
  }

  /** Whether ticks are rare now. */
  boolean isQuiet() {
    return calmTicks >= TICKS_UNTIL_QUIET;
  }

  /** How much later than in a second the next tick comes. */
  long aheadNanos() {
    return nextNanos - lastNanos - TICK_NANOS;
  }

  /** Something happens: the next tick is a second after the last one, or now if that is later. */
  void hurry(long nowNanos) {
    boolean wasQuiet = isQuiet();
    calmTicks = 0;
    if (wasQuiet) {
      long usual = lastNanos + TICK_NANOS;
      nextNanos = usual - nowNanos < 0 ? nowNanos : usual;
    }
  }
}
