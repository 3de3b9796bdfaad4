package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Never more than the rate and the burst, and not fewer. */
class AllowanceTest {
  private static final long SECOND = 1_000_000_000L;

  /** Near the end of the numbers, because System.nanoTime may be anywhere. */
  private static final long START = Long.MAX_VALUE - SECOND / 2;

  private final Allowance allowance = new Allowance(100, 10, START);

  @Test
  void aBurstComesFirst() {
    assertThat(takenAfter(0)).isEqualTo(10);
    assertThat(allowance.take(START)).isFalse();
  }

  @Test
  void thenTheRateHolds() {
    int taken = takenAfter(0);
    for (int millis = 1; millis <= 10_000; millis++) {
      taken += takenAfter(millis * 1_000_000L);
    }
    assertThat(taken).isEqualTo(10 + 1_000);
  }

  @Test
  void noRestSavesMoreThanABurst() {
    assertThat(takenAfter(0)).isEqualTo(10);
    assertThat(takenAfter(3_600 * SECOND)).isEqualTo(10);
  }

  @Test
  void whoWantsMoreThanTheRateGetsNone() {
    int taken = 0;
    for (int millis = 0; millis <= 10_000; millis++) {
      taken += allowance.takeOrOwe(START + millis * 1_000_000L) ? 1 : 0;
    }
    // The burst, and what was saved meanwhile.
    assertThat(taken).isBetween(10, 11);
    long rest = 10 * SECOND;
    assertThat(allowance.takeOrOwe(START + rest + SECOND / 10)).isFalse();
    assertThat(allowance.takeOrOwe(START + rest + SECOND / 2)).isTrue();
  }

  @Test
  void whoWantsLessThanTheRateGetsAll() {
    for (int millis = 0; millis <= 10_000; millis += 10) {
      assertThat(allowance.takeOrOwe(START + millis * 1_000_000L)).isTrue();
    }
  }

  private int takenAfter(long nanos) {
    long nowNanos = START + nanos;
    int taken = 0;
    while (allowance.take(nowNanos)) {
      taken++;
    }
    return taken;
  }
}
