package dev.smtap.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians, ratios, percentiles, digits. */
class StatisticsTest {
  @Test
  void theMedianIsTheMiddle() {
    assertThat(Statistics.median(List.of(3.0, 100.0, 1.0))).isEqualTo(3);
    assertThat(Statistics.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
    assertThatThrownBy(() -> Statistics.median(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ratiosAreThoseOfEachRound() {
    // The ratio of the medians would be 20 / 10.
    assertThat(Statistics.medianRatio(List.of(5.0, 20.0, 30.0), List.of(10.0, 40.0, 5.0)))
        .isEqualTo(0.5);
    assertThatThrownBy(() -> Statistics.medianRatio(List.of(1.0), List.of(1.0, 2.0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void percentilesAreOfTheNearestRank() {
    int[] hundred = java.util.stream.IntStream.rangeClosed(1, 100).toArray();
    assertThat(Statistics.percentile(hundred, 50)).isEqualTo(50);
    assertThat(Statistics.percentile(hundred, 99)).isEqualTo(99);
    assertThat(Statistics.percentile(hundred, 100)).isEqualTo(100);
    assertThat(Statistics.percentile(hundred, 0)).isEqualTo(1);
    assertThat(Statistics.percentile(new int[] {5}, 99)).isEqualTo(5);
    assertThat(Statistics.percentile(new int[] {5, 9}, 99)).isEqualTo(9);
  }

  @Test
  void threeDigitsCount() {
    assertThat(Statistics.rounded(0.4567)).isEqualTo("0.457");
    assertThat(Statistics.rounded(4.567)).isEqualTo("4.57");
    assertThat(Statistics.rounded(45.67)).isEqualTo("45.7");
    assertThat(Statistics.rounded(4567)).isEqualTo("4,567");
  }
}
