package dev.smtap.cli.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an OpenMetrics text says; refuses whatever is not as the specification has it (OpenMetrics
 * 1.0, sections "ABNF" and "Overall Structure"), as far as counters and gauges are concerned.
 *
 * @param values by name and labels
 */
record OpenMetricsText(Map<String, Double> values) {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\"";
  private static final Pattern META =
      Pattern.compile("# (TYPE (" + NAME + ") (counter|gauge)|(HELP|UNIT) (" + NAME + ") .*)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(("
              + NAME
              + ")(?:\\{"
              + LABEL
              + "(?:,"
              + LABEL
              + ")*\\})?) (-?[0-9.]+(?:[eE][+-]?[0-9]+)?)");

  static OpenMetricsText parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    require(text.endsWith("\n") && lines.size() >= 2, "it has no last line");
    require(lines.get(lines.size() - 2).equals("# EOF"), "it does not end with # EOF");
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, String> types = new HashMap<>();
    Set<String> ended = new HashSet<>();
    String family = "";
    for (String line : lines.subList(0, lines.size() - 2)) {
      Matcher meta = META.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (meta.matches()) {
        String name = meta.group(2) == null ? meta.group(5) : meta.group(2);
        if (!name.equals(family)) {
          require(ended.add(family) && !ended.contains(name), "twice: " + name);
          family = name;
        }
        if (meta.group(2) != null) {
          require(types.put(name, meta.group(3)) == null, "two types: " + line);
        }
      } else {
        require(sample.matches(), "not a line of the format: " + line);
        String suffix = "counter".equals(types.get(family)) ? "_total" : "";
        require(types.containsKey(family), "no type: " + line);
        require(sample.group(2).equals(family + suffix), "not of " + family + ": " + line);
        double value = Double.parseDouble(sample.group(3));
        require(suffix.isEmpty() || value >= 0, "a counter below zero: " + line);
        require(values.put(sample.group(1), value) == null, "twice: " + line);
      }
    }
    return new OpenMetricsText(values);
  }

  private static void require(boolean holds, String why) {
    if (!holds) {
      throw new IllegalArgumentException(why);
    }
  }
}
