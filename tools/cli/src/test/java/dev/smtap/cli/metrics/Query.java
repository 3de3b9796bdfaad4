package dev.smtap.cli.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of the language of Prometheus as the dashboard and the alert rules are written in: an
 * expression that needs more is refused, so that whoever writes one has to teach this class.
 *
 * @param expression its text
 * @param selectors the metrics in it
 * @param grouping the labels that are left by aggregations
 */
record Query(String expression, List<Selector> selectors, Set<String> grouping) {
  private static final Pattern SELECTOR =
      Pattern.compile("(smtap_[a-z_]+)(?:\\{([^}]*)\\})?(\\[[^]]*\\])?");
  private static final Pattern RANGE = Pattern.compile("\\[(\\d+[smh]|\\$__rate_interval)\\]");
  private static final Pattern CONDITION = Pattern.compile("([a-z]+)(=~|!~|!=|=)\"([^\"]+)\"");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([a-z]+(?:, [a-z]+)*)\\)");
  private static final Pattern AGGREGATION = Pattern.compile("\\b(sum|min|max|avg|count)\\b");

  /** What remains when metrics and groupings are taken out. */
  private static final Pattern REST =
      Pattern.compile("(sum|min|max|rate|changes|and|or|[0-9.]+|==|[-+*/<>()]|\\s)*");

  /**
   * A metric with conditions for its labels.
   *
   * @param metric its name
   * @param conditions those that stand in braces
   * @param function what it is given to with a range of time, empty without one
   */
  record Selector(String metric, List<Condition> conditions, String function) {}

  /**
   * What a label has to be.
   *
   * @param label its name
   * @param values the alternatives
   */
  record Condition(String label, List<String> values) {}

  static Query parse(String expression) {
    requireBalance(expression);
    List<Selector> selectors = new ArrayList<>();
    Matcher selector = SELECTOR.matcher(expression);
    while (selector.find()) {
      selectors.add(selector(expression, selector));
    }
    require(!selectors.isEmpty(), "no metric", expression);
    String withoutMetrics = selector.replaceAll("");
    Set<String> grouping = new TreeSet<>();
    Matcher by = GROUPING.matcher(withoutMetrics);
    while (by.find()) {
      grouping.addAll(List.of(by.group(1).split(", ", -1)));
    }
    String rest = by.replaceAll("");
    require(REST.matcher(rest).matches(), "unknown words in '" + rest + "'", expression);
    return new Query(expression, List.copyOf(selectors), grouping);
  }

  private static Selector selector(String expression, Matcher found) {
    List<Condition> conditions = new ArrayList<>();
    String braces = found.group(2);
    for (String each : braces == null ? List.<String>of() : List.of(braces.split(",", -1))) {
      Matcher condition = CONDITION.matcher(each);
      require(condition.matches(), "not a condition: " + each, expression);
      boolean isPattern = condition.group(2).endsWith("~");
      String values = condition.group(3);
      conditions.add(
          new Condition(
              condition.group(1), isPattern ? List.of(values.split("\\|", -1)) : List.of(values)));
    }
    if (found.group(3) == null) {
      return new Selector(found.group(1), conditions, "");
    }
    require(RANGE.matcher(found.group(3)).matches(), "not a range of time", expression);
    String before = expression.substring(0, found.start());
    Matcher function = Pattern.compile("([a-z_]+)\\($").matcher(before);
    require(function.find(), "a range of time that no function takes", expression);
    return new Selector(found.group(1), conditions, function.group(1));
  }

  /** Whether it sums up metrics, so that only the grouping's labels are left. */
  boolean isAggregated() {
    return AGGREGATION.matcher(expression).find();
  }

  /** Each closing bracket has to close the one that was opened last; within quotes none counts. */
  private static void requireBalance(String expression) {
    Deque<Character> open = new ArrayDeque<>();
    boolean isQuoted = false;
    for (int i = 0; i < expression.length(); i++) {
      char each = expression.charAt(i);
      isQuoted ^= each == '"';
      int kind = isQuoted ? -1 : ")]}".indexOf(each);
      if (!isQuoted && "([{".indexOf(each) >= 0) {
        open.push(each);
      } else if (kind >= 0) {
        Character last = open.poll();
        require(last != null && last == "([{".charAt(kind), "no balance at " + each, expression);
      }
    }
    require(open.isEmpty() && !isQuoted, "something is not closed", expression);
  }

  private static void require(boolean holds, String why, String expression) {
    if (!holds) {
      throw new IllegalArgumentException(why + ": " + expression);
    }
  }
}
