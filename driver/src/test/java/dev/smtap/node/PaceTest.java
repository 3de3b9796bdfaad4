package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long START = Long.MAX_VALUE - Pace.TICK_NANOS;

  private final Pace pace = new Pace(START);
  private long activity;

  private void tickUntilQuiet() {
    for (int i = 0; i < Pace.TICKS_UNTIL_QUIET; i++) {
      assertThat(pace.isQuiet()).isFalse();
      assertThat(pace.aheadNanos()).isZero();
      pace.tick(pace.nextNanos(), activity);
    }
    assertThat(pace.isQuiet()).isTrue();
  }

  @Test
  void ticksAreRareOnceNothingHasHappenedForAWhile() {
    assertThat(pace.nextNanos() - START).isEqualTo(Pace.TICK_NANOS);
    tickUntilQuiet();
    long last = pace.nextNanos() - Pace.QUIET_TICK_NANOS;
    assertThat(last - START).isEqualTo(Pace.TICKS_UNTIL_QUIET * Pace.TICK_NANOS);
    assertThat(pace.aheadNanos()).isEqualTo(Pace.QUIET_TICK_NANOS - Pace.TICK_NANOS);
  }

  @Test
  void framesThatWereOverlookedMakeItQuickAtTheNextTick() {
    tickUntilQuiet();
    pace.tick(pace.nextNanos(), ++activity);
    assertThat(pace.isQuiet()).isFalse();
    assertThat(pace.aheadNanos()).isZero();
    tickUntilQuiet();
  }

  @Test
  void newsMakeItQuickAtOnce() {
    tickUntilQuiet();
    long last = pace.nextNanos() - Pace.QUIET_TICK_NANOS;
    pace.hurry(last + Pace.TICK_NANOS / 2);
    assertThat(pace.nextNanos() - last).isEqualTo(Pace.TICK_NANOS);
    assertThat(pace.isQuiet()).isFalse();
    pace.hurry(last + Pace.TICK_NANOS / 2);
    assertThat(pace.nextNanos() - last).isEqualTo(Pace.TICK_NANOS);
  }

  /** So it is where the kernel does not tell of joined groups. */
  @Test
  void whatIsNotSettledAtAnyTickNeverGetsQuiet() {
    for (int i = 0; i < 5 * Pace.TICKS_UNTIL_QUIET; i++) {
      long now = pace.nextNanos();
      pace.hurry(now);
      pace.tick(now, activity);
      assertThat(pace.isQuiet()).isFalse();
      assertThat(pace.nextNanos() - now).isEqualTo(Pace.TICK_NANOS);
    }
  }

  /** Late would mean that the node hung. */
  @Test
  void afterALongRestATickIsDueNowAndNotLate() {
    tickUntilQuiet();
    long now = pace.nextNanos() - 1;
    pace.hurry(now);
    assertThat(pace.nextNanos()).isEqualTo(now);
  }
}
