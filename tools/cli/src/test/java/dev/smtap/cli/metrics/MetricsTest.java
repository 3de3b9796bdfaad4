package dev.smtap.cli.metrics;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.cli.GlobalSection;
import dev.smtap.cli.NodesHere;
import dev.smtap.cli.status.PartitionReader;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.SearchCounter;
import dev.smtap.node.AdapterConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.FlowKey;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The metrics of real sections, and what is built on their names. */
class MetricsTest {
  private static final Path MONITORING = Path.of("../../packaging/src/main/monitoring");

  private NodesHere here;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
  }

  private String text() throws SystemException {
    return new String(Metrics.text(PartitionReader.read(here.facility())), StandardCharsets.UTF_8);
  }

  private void start(int node) throws SystemException {
    here.start(
        node,
        new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL),
        false);
  }

  /** Two nodes with rings to each other, and one with flows. */
  private String textOfAll() throws SystemException {
    start(1);
    start(2);
    Awaitility.await()
        .until(() ->
            PartitionReader.read(here.facility()).nodes().stream()
                .allMatch(each -> each.adapters().getFirst().rings().size() == 1));
    try (GlobalSection section = new GlobalSection(here.facility(), 4)) {
      section.addFlow(FlowKey.TCP, "10.77.0.1", "192.0.2.1", 1_000, 4);
      section.count(SearchCounter.LISTENER, 5);
      return text();
    }
  }

  @Test
  void everyLineIsAsTheFormatSays() throws SystemException {
    OpenMetricsText metrics = OpenMetricsText.parse(textOfAll());
    String node1 = "node=\"1\",partition=\"p\"";
    assertThat(metrics.values())
        .containsEntry("smtap_node_up{" + node1 + "}", 1.0)
        .containsEntry("smtap_node_hung{" + node1 + "}", 0.0)
        .containsEntry(
            "smtap_adapter_received_bytes_total{adapter=\"sml0\",network=\"inside\"," + node1 + "}",
            0.0)
        .containsEntry(
            "smtap_adapter_dropped_frames_total{adapter=\"sml0\",cause=\"ring"
                + " full\",direction=\"sent\",network=\"inside\","
                + node1
                + "}",
            0.0)
        .containsEntry(
            "smtap_ring_depth_frames{network=\"inside\",node=\"1\",partition=\"p\",peer=\"2\"}",
            0.0)
        .containsEntry(
            "smtap_flows{adapter=\"smg0\",network=\"web\",node=\"4\",partition=\"p\"}", 1.0)
        .containsEntry(
            "smtap_searches_total{adapter=\"smg0\",network=\"web\",node=\"4\",outcome=\"listener\",partition=\"p\"}",
            5.0);
  }

  @Test
  void whatIsMissingIsCounted() throws IOException {
    start(1);
    Set<String> missing = Set.of("unreadable_nodes", "unread_rings", "omitted_values");
    assertThat(OpenMetricsText.parse(text()).values())
        .containsAllEntriesOf(
            missing.stream()
                .collect(toMap(each -> "smtap_partition_" + each + "{partition=\"p\"}", _ -> 0.0)));
    Files.createFile(here.facility().node(7));
    assertThat(OpenMetricsText.parse(text()).values())
        .containsEntry("smtap_partition_unreadable_nodes{partition=\"p\"}", 1.0);
  }

  @Test
  void valuesBeyondTheMostAreCounted() {
    Family family = Family.gauge("a", "b");
    for (int i = 0; i < Family.MOST_POINTS + 3; i++) {
      family.add(Labels.of("c", String.valueOf(i)), 1);
    }
    family.add(Labels.of("c", "0"), 1);
    assertThat(family.snapshot().getDataPoints()).hasSize(Family.MOST_POINTS);
    assertThat(family.omitted()).isEqualTo(3);
  }

  @Test
  void whatTheDashboardAndTheAlertsNameIsThere() throws IOException, SystemException {
    Set<String> there = new TreeSet<>();
    OpenMetricsText.parse(textOfAll())
        .values()
        .keySet()
        .forEach(each -> there.add(each.replaceFirst("\\{.*", "")));
    for (String file : List.of("smtap-dashboard.json", "smtap-alerts.yaml")) {
      Set<String> named = new TreeSet<>();
      Pattern.compile("\\bsmtap_[a-z_]+")
          .matcher(Files.readString(MONITORING.resolve(file)))
          .results()
          .forEach(each -> named.add(each.group()));
      assertThat(named).as(file).hasSizeGreaterThan(5);
      assertThat(there).as(file).containsAll(named);
    }
  }

  @Test
  void whatTheParserRefuses() {
    for (String each :
        List.of(
            "# TYPE a counter\na 1\n# EOF\n",
            "# TYPE a gauge\na 1\n",
            "a 1\n# EOF\n",
            "# TYPE a gauge\na{b=\"c} 1\n# EOF\n",
            "# TYPE a gauge\na 1\na 2\n# EOF\n",
            "# TYPE a gauge\na -\n# EOF\n",
            "# TYPE a counter\na_total -1\n# EOF\n",
            "# TYPE a gauge\n# TYPE b gauge\nb 1\na 1\n# EOF\n",
            "# TYPE a gauge\n\n# EOF\n",
            "# TYPE a gauge\na 1\n# EOF\nb 1\n")) {
      assertThatThrownBy(() -> OpenMetricsText.parse(each))
          .as(each)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatANodeSaysTwiceIsAddedUp() {
    Family family = Family.counter("a", "b");
    family.add(Labels.of("c", "d"), 1);
    family.add(Labels.of("c", "d"), -5);
    family.add(Labels.of("c", "d"), 2);
    assertThat(family.snapshot().getDataPoints()).hasSize(1);
  }

  @Test
  void addressesAreThoseOfThisMachineOnly() throws SystemException {
    for (String each : List.of("unix:/run/smtap/metrics.sock", "127.0.0.1:9471", "[::1]:9471")) {
      assertThat(MetricsAddress.parse(each)).hasToString(each);
    }
    for (String each :
        List.of(
            "",
            "9471",
            "0.0.0.0:9471",
            "192.0.2.1:9471",
            "[::]:9471",
            "127.0.0.1:0",
            "127.0.0.1:65536",
            "127.0.0.999:1",
            "unix:metrics.sock",
            "localhost:9471")) {
      assertThatThrownBy(() -> MetricsAddress.parse(each))
          .as(each)
          .isInstanceOf(SystemException.class)
          .hasMessageContaining("write unix:PATH|127.0.0.1:PORT|[::1]:PORT");
    }
  }
}
