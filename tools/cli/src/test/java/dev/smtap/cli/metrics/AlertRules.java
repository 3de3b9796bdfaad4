package dev.smtap.cli.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The alert rules of a file for Prometheus. Reads the one shape of YAML that it is written in, by
 * its indentation, and refuses every other.
 *
 * @param rules the fields of each rule; those below another one as {@code labels.severity}
 */
record AlertRules(List<Map<String, String>> rules) {
  private static final List<String> HEAD = List.of("groups:", "  - name: smtap", "    rules:");
  private static final String FIRST = "      - ";
  private static final String BELOW = "          ";
  private static final Pattern FIELD =
      Pattern.compile("(" + FIRST + "|        |" + BELOW + ")([a-z]+):(?: (.+))?");

  /** What needs no quotes, because nothing in it means something to YAML. */
  private static final Pattern PLAIN =
      Pattern.compile("(?!.*(: | #|[: ]$))[^-?:,\\[\\]{}#&*!|>'\"%@` ].*");

  private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*)\"");

  static AlertRules parse(String text) {
    List<String> lines = text.lines().filter(each -> !each.startsWith("#")).toList();
    require(lines.size() > HEAD.size() && lines.subList(0, HEAD.size()).equals(HEAD), "its head");
    List<Map<String, String>> rules = new ArrayList<>();
    String section = "";
    for (String line : lines.subList(HEAD.size(), lines.size())) {
      Matcher field = FIELD.matcher(line);
      require(field.matches(), line);
      String value = field.group(3);
      if (field.group(1).equals(FIRST)) {
        rules.add(new LinkedHashMap<>());
      }
      boolean isBelow = field.group(1).equals(BELOW);
      require(!rules.isEmpty() && (!isBelow || (!section.isEmpty() && value != null)), line);
      section = isBelow ? section : "";
      if (value == null) {
        section = field.group(2) + ".";
      } else {
        String name = section + field.group(2);
        require(rules.getLast().put(name, value(value)) == null, "twice: " + line);
      }
    }
    return new AlertRules(rules);
  }

  private static String value(String written) {
    Matcher quoted = QUOTED.matcher(written);
    if (quoted.matches()) {
      return quoted.group(1);
    }
    require(PLAIN.matcher(written).matches(), written);
    return written;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("not as alert rules are written: " + what);
    }
  }
}
