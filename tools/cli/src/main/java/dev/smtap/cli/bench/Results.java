package dev.smtap.cli.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was measured: for each measure and path one value a round. One thread.
 *
 * @param plan what was to be measured
 * @param values by measure, then by path, in the order of the rounds
 */
record Results(Plan plan, Map<Measure, Map<String, List<Double>>> values) {
  /** What the others are compared with. */
  static final String BASE = "veth";

  /** Nodes and adapters. */
  static final String SMTAP = "smtap";

  /** Rings without kernel. */
  static final String RINGS = "rings";

  /**
   * How to measure.
   *
   * @param seconds of each measurement
   * @param rounds how often each is made
   * @param mtu of both kinds of interface
   */
  record Plan(double seconds, int rounds, int mtu) {}

  /** Results without values. */
  static Results empty(Plan plan) {
    return new Results(plan, new EnumMap<>(Measure.class));
  }

  /** Adds what a path has reached in a round. */
  void add(String path, Map<Measure, Double> measured) {
    measured.forEach((measure, value) ->
        values
            .computeIfAbsent(measure, _ -> new LinkedHashMap<>())
            .computeIfAbsent(path, _ -> new ArrayList<>())
            .add(value));
  }

  Set<String> paths(Measure measure) {
    return values.getOrDefault(measure, Map.of()).keySet();
  }

  List<Double> rounds(Measure measure, String path) {
    return values.getOrDefault(measure, Map.of()).getOrDefault(path, List.of());
  }

  double median(Measure measure, String path) {
    return Statistics.median(rounds(measure, path));
  }

  /** Median of the ratios of each round to the base. */
  double ratio(Measure measure, String path) {
    return Statistics.medianRatio(rounds(measure, path), rounds(measure, BASE));
  }

  /** The largest median of a measure: the length of the longest bar. */
  double largest(Measure measure) {
    return paths(measure).stream().mapToDouble(path -> median(measure, path)).max().orElse(0);
  }
}
