package dev.smtap.cli.bench;

import java.util.Arrays;
import java.util.Map;

/** How long round trips took; the first {@link #MOST} of them. One thread adds. */
final class RoundTrips {
  private static final int MOST = 1 << 17;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final int HUNDREDTHS = 99;

  private final int[] nanos = new int[MOST];
  private int count;

  void add(long took) {
    if (count < MOST) {
      nanos[count++] = (int) Math.min(took, Integer.MAX_VALUE);
    }
  }

  /** Both measures; after the thread that adds has ended. */
  Map<Measure, Double> measures() {
    int[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    if (count == 0) {
      return Map.of();
    }
    return Map.of(
        Measure.ROUND_TRIP, Statistics.percentile(sorted, HUNDREDTHS / 2 + 1) / NANOS_PER_MICRO,
        Measure.ROUND_TRIP_99, Statistics.percentile(sorted, HUNDREDTHS) / NANOS_PER_MICRO);
  }
}
