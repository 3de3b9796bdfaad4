package dev.smtap.cli.metrics;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.SystemException;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The metrics of real sections; what is built on them has {@link MonitoringTest}. */
class MetricsTest {
  private MetricsHere here;

  @BeforeEach
  void make() throws IOException {
    here = new MetricsHere();
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
  }

  @Test
  void everyLineIsAsTheFormatSays() throws SystemException {
    OpenMetricsText metrics = OpenMetricsText.parse(here.textOfAll());
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
    here.start(1);
    Set<String> missing = Set.of("unreadable_nodes", "unread_rings", "omitted_values");
    assertThat(OpenMetricsText.parse(here.text()).values())
        .containsAllEntriesOf(
            missing.stream()
                .collect(toMap(each -> "smtap_partition_" + each + "{partition=\"p\"}", _ -> 0.0)));
    Files.createFile(here.nodes.facility().node(7));
    assertThat(OpenMetricsText.parse(here.text()).values())
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
