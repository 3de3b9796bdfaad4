package dev.smtap.cli.bench;

import java.util.Arrays;
import java.util.List;

/** Numbers about numbers. Pure functions. */
final class Statistics {
  private Statistics() {}

  /** The middle one; of an even number the mean of the two in the middle. */
  static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Median of the quotients of each round: what disturbs a round disturbs both. */
  static double medianRatio(List<Double> values, List<Double> bases) {
    if (values.size() != bases.size()) {
      throw new IllegalArgumentException(values.size() + " rounds and " + bases.size());
    }
    Double[] ratios = new Double[values.size()];
    Arrays.setAll(ratios, i -> values.get(i) / bases.get(i));
    return median(List.of(ratios));
  }

  /**
   * The value that so many of a hundred do not exceed (nearest rank).
   *
   * @param sorted ascending
   */
  static int percentile(int[] sorted, int hundredths) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    long rank = ((long) sorted.length * hundredths + 99) / 100;
    return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
  }

  /** Three digits that count. */
  static String rounded(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(java.util.Locale.ROOT, "%,." + decimals + "f", value);
  }
}
