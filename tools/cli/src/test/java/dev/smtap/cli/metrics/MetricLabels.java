package dev.smtap.cli.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The labels of metrics as they are printed.
 *
 * @param values the values of each label, by the metric's name and the label's
 */
record MetricLabels(Map<String, Map<String, Set<String>>> values) {
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

  static MetricLabels of(OpenMetricsText text) {
    Map<String, Map<String, Set<String>>> values = new LinkedHashMap<>();
    for (String each : text.values().keySet()) {
      Map<String, Set<String>> labels =
          values.computeIfAbsent(each.replaceFirst("\\{.*", ""), _ -> new LinkedHashMap<>());
      Matcher label = LABEL.matcher(each);
      while (label.find()) {
        labels.computeIfAbsent(label.group(1), _ -> new TreeSet<>()).add(label.group(2));
      }
    }
    return new MetricLabels(values);
  }

  /** Names of the labels of a metric. */
  Set<String> names(String metric) {
    return values.getOrDefault(metric, Map.of()).keySet();
  }

  /** What a label of a metric has been printed with. */
  Set<String> values(String metric, String label) {
    return values.getOrDefault(metric, Map.of()).getOrDefault(label, Set.of());
  }
}
