package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private static final long MILLI = 1_000_000;
  // The clock may begin anywhere, and goes round.
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 5_000 * MILLI);

  @Test
  void soonAtFirstThenNowAndThen() {
    Repeats repeats = new Repeats(START);
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      long due = repeats.dueNanos();
      assertThat(repeats.isDue(due - 1)).isFalse();
      assertThat(repeats.isDue(due)).isTrue();
      times.add((due - START) / MILLI);
      repeats.said(due);
    }
    assertThat(times)
        .containsExactly(0L, 200L, 1_000L, 3_000L, 10_000L, 30_000L, 90_000L, 150_000L);
  }

  @Test
  void whatWasMissedIsNotMadeUpFor() {
    Repeats repeats = new Repeats(START);
    repeats.said(START + 1_500 * MILLI);
    assertThat(repeats.dueNanos() - START).isEqualTo(3_000 * MILLI);
    repeats.said(START + 100_000 * MILLI);
    assertThat(repeats.dueNanos() - START).isEqualTo(160_000 * MILLI);
  }
}
