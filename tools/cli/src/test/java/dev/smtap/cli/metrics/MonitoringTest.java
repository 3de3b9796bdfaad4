package dev.smtap.cli.metrics;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.FrameCounter;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SearchCounter;
import dev.smtap.facility.SendCounter;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alert rules, by the metrics that the program really prints. */
class MonitoringTest {
  private static final Path MONITORING = Path.of("../../packaging/src/main/monitoring");
  private static final int DASHBOARD_WIDTH = 24;

  /** What every alert has. */
  private static final Set<String> NEEDED =
      Set.of("alert", "expr", "for", "labels.severity", "annotations.summary");

  /** Labels whose values are the program's own, so that they cannot be any. */
  private static final Set<String> FIXED = Set.of("cause", "outcome", "direction");

  private static MetricLabels labels = new MetricLabels(Map.of());

  @BeforeAll
  static void print() throws IOException, SystemException {
    try (MetricsHere here = new MetricsHere()) {
      labels = MetricLabels.of(OpenMetricsText.parse(here.textOfAll()));
    }
  }

  private static List<JsonNode> panels() throws IOException {
    return dashboard().path("panels").valueStream().toList();
  }

  private static JsonNode dashboard() throws IOException {
    return JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build()
        .readTree(Files.readString(MONITORING.resolve("smtap-dashboard.json")));
  }

  private static List<Map<String, String>> rules() throws IOException {
    return AlertRules.parse(Files.readString(MONITORING.resolve("smtap-alerts.yaml"))).rules();
  }

  private static Set<String> labels(Stream<? extends FrameCounter> counters) {
    return new TreeSet<>(counters.map(FrameCounter::label).toList());
  }

  @Test
  void causesAndOutcomesArePrintedAsTheCountersAreCalled() {
    Stream<FrameCounter> counters =
        Stream.<FrameCounter[]>of(
                SendCounter.values(),
                ReceiveCounter.values(),
                AdapterSendCounter.values(),
                AdapterReceiveCounter.values())
            .flatMap(Stream::of);
    assertThat(labels.values("smtap_adapter_dropped_frames_total", "cause"))
        .isEqualTo(labels(counters.filter(FrameCounter::isDrop)));
    assertThat(labels.values("smtap_searches_total", "outcome"))
        .isEqualTo(labels(Stream.of(SearchCounter.values())));
  }

  @Test
  void everyPanelShowsSomething() throws IOException {
    assertThat(panels()).hasSizeGreaterThan(5);
    for (JsonNode panel : panels()) {
      assertThat(panel.path("title").asString("")).isNotBlank();
      assertThat(panel.path("type").asString("")).as("%s", panel).isIn("stat", "timeseries");
      assertThat(panel.path("fieldConfig").path("defaults").path("unit").asString(""))
          .as("%s", panel)
          .isNotBlank();
      assertThat(panel.path("targets").size()).as("%s", panel).isPositive();
      List<String> names = new ArrayList<>();
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("expr").asString("")).as("%s", panel).isNotBlank();
        names.add(target.path("refId").asString(""));
      }
      assertThat(names).as("%s", panel).doesNotHaveDuplicates().doesNotContain("");
    }
    assertThat(panels()).extracting(each -> each.path("id").asInt(0)).doesNotHaveDuplicates();
  }

  @Test
  void noPanelCoversAnotherOne() throws IOException {
    Set<String> taken = new TreeSet<>();
    for (JsonNode panel : panels()) {
      JsonNode place = panel.path("gridPos");
      int right = place.path("x").asInt() + place.path("w").asInt();
      int bottom = place.path("y").asInt() + place.path("h").asInt();
      assertThat(right).as("%s", panel).isBetween(1, DASHBOARD_WIDTH);
      assertThat(bottom).as("%s", panel).isPositive();
      for (int x = place.path("x").asInt(); x < right; x++) {
        for (int y = place.path("y").asInt(); y < bottom; y++) {
          assertThat(taken.add(x + "," + y)).as("%s is alone at %d,%d", panel, x, y).isTrue();
        }
      }
    }
  }

  @Test
  void everyPanelAsksForMetricsAndLabelsThatAreThere() throws IOException {
    Set<String> asked = new TreeSet<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        Query query = Query.parse(target.path("expr").asString(""));
        query.selectors().forEach(each -> asked.add(each.metric()));
        assertThat(left(query))
            .as("%s", target)
            .containsAll(named("\\{\\{(.*?)\\}\\}", target.path("legendFormat").asString("")));
      }
    }
    assertThat(asked).hasSizeGreaterThan(5);
  }

  @Test
  void everyVariableIsOneOfTheDashboard() throws IOException {
    Set<String> variables = new TreeSet<>(Set.of("__all", "__rate_interval"));
    for (JsonNode variable : dashboard().path("templating").path("list")) {
      variables.add(variable.path("name").asString(""));
      if (variable.path("type").asString("").equals("query")) {
        var values =
            Pattern.compile("label_values\\((\\w+), (\\w+)\\)")
                .matcher(variable.path("query").asString(""));
        assertThat(values.matches()).as("%s", variable).isTrue();
        assertThat(labels.names(values.group(1))).contains(values.group(2));
      }
    }
    List<String> named = named("\\$\\{?(\\w+)", dashboard().toString());
    assertThat(named).contains("partition", "datasource").allMatch(variables::contains);
  }

  @Test
  void everyAlertHasWhatPrometheusAndItsReaderNeed() throws IOException {
    assertThat(rules()).hasSizeGreaterThan(5);
    for (Map<String, String> rule : rules()) {
      assertThat(rule.keySet()).containsAll(NEEDED);
      assertThat(rule.keySet())
          .filteredOn(not(NEEDED::contains))
          .isSubsetOf("annotations.description");
      assertThat(rule.get("alert")).matches("Smtap[A-Za-z]+");
      assertThat(rule.get("for")).matches("\\d+[smh]");
      assertThat(rule.get("labels.severity")).isIn("warning", "critical");
    }
    assertThat(rules()).extracting(each -> each.get("alert")).doesNotHaveDuplicates();
  }

  @Test
  void everyAlertAsksForMetricsAndLabelsThatAreThere() throws IOException {
    for (Map<String, String> rule : rules()) {
      Query query = Query.parse(rule.getOrDefault("expr", ""));
      for (String note : List.of("annotations.summary", "annotations.description")) {
        String text = rule.getOrDefault(note, "");
        assertThat(left(query))
            .as(query.expression())
            .containsAll(named("\\{\\{ \\$labels\\.(\\w+) \\}\\}", text));
        assertThat(text.replaceAll("\\{\\{ \\$labels\\.\\w+ \\}\\}", "")).doesNotContain("{", "}");
        // A metric that only words name has to be there too.
        assertThat(named("\\b(smtap_\\w+)", text)).allMatch(labels.values()::containsKey);
      }
    }
  }

  private static List<String> named(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult each) -> each.group(1))
        .toList();
  }

  /** The labels of what a query gives; before that, that everything in it is there. */
  private static Set<String> left(Query query) {
    Set<String> names = labels.names(query.selectors().getFirst().metric());
    for (Query.Selector each : query.selectors()) {
      assertThat(labels.values()).as(query.expression()).containsKey(each.metric());
      // Else an operator between two of them would find no partners.
      assertThat(labels.names(each.metric())).as(query.expression()).isEqualTo(names);
      // Just growing since a start, a counter as such says nothing; a gauge has no rate.
      assertThat(each.function().equals("rate"))
          .as(query.expression())
          .isEqualTo(each.metric().endsWith("_total"));
      each.conditions().forEach(condition -> holds(each.metric(), condition));
    }
    assertThat(names).as(query.expression()).containsAll(query.grouping());
    return query.isAggregated() ? query.grouping() : names;
  }

  private static void holds(String metric, Query.Condition condition) {
    assertThat(labels.names(metric)).as(metric).contains(condition.label());
    if (FIXED.contains(condition.label())) {
      assertThat(labels.values(metric, condition.label()))
          .as(metric)
          .containsAll(condition.values());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sum(1)",
        "sum(smtap_flows",
        "sum(smtap_flows))",
        "sum(smtap_flows{cause=\"a\")}",
        "sum(smtap_flows{cause=\"a})",
        "smtap_flows{cause~\"a\"}",
        "smtap_flows{cause}",
        "smtap_flows{cause=\"a\"}}",
        "smtap_flows[5m]",
        "rate(smtap_flows[5])",
        "rate(smtap_flows[$__interval])",
        "rat(smtap_flows[5m])",
        "sum by node (smtap_flows)",
        "smtap_flows &gt; 1",
      })
  void whatIsNoQueryIsRefused(String expression) {
    assertThatThrownBy(() -> Query.parse(expression)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "        expr: a",
        "      - alert: A\n       expr: a",
        "      - alert: A\n        expr:a",
        "      - alert: A\n        expr: a: b",
        "      - alert: A\n        expr: {a}",
        "      - alert: A\n        expr: \"a",
        "      - alert: A\n        expr: a\n        expr: a",
        "      - alert: A\n        expr: a\n          summary: a",
        "      - alert: A\n        labels:\n          severity:",
        "      - alert: A\n\n        expr: a",
      })
  void whatIsNoAlertRuleIsRefused(String lines) {
    String head = "groups:\n  - name: smtap\n    rules:\n";
    assertThat(AlertRules.parse(head + "      - alert: A\n        expr: a\n").rules()).hasSize(1);
    assertThatThrownBy(() -> AlertRules.parse(head + lines + "\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
