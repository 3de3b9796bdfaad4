package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The metrics of running nodes, asked for with curl. */
@Tag("e2e")
class MetricsTest {
  /** An address and a port that no other test uses. */
  private static final String PORT = "127.77.0.1:9471";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @RegisterExtension static final Lab LAB = new Lab();

  private static List<Host> hosts = List.of();

  @BeforeAll
  static void start() {
    hosts =
        List.of(
            LAB.host(1, "--mtu 1500 --global smg0 --metrics unix:" + socket()),
            LAB.host(2, "--mtu 1500 --global smg0 --metrics " + PORT));
  }

  private static Path socket() {
    return LAB.facility().resolve("metrics.sock");
  }

  private static Program.Result curl(String... more) {
    List<String> command = new java.util.ArrayList<>(List.of("curl", "-sS", "--fail"));
    command.addAll(List.of(more));
    return Program.run(LIMIT, command);
  }

  private static String bySocket() {
    return curl("--unix-socket", socket().toString(), "http://smtap/metrics").ok();
  }

  private static double value(String metrics, String name, String... labels) {
    StringBuilder regex = new StringBuilder("(?m)^" + name + "\\{");
    for (String each : labels) {
      regex.append("(?=[^}]*").append(Pattern.quote(each)).append(")");
    }
    Matcher found = Pattern.compile(regex + "[^}]*\\} (.*)$").matcher(metrics);
    assertThat(found.find()).as(name + " in " + metrics).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void countsWhatCrosses() {
    hosts.get(0).pings(hosts.get(1).ip4(), 20, "");
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          String metrics = bySocket();
          assertThat(metrics).endsWith("# EOF");
          for (String node : List.of("node=\"1\"", "node=\"2\"")) {
            assertThat(value(metrics, "smtap_node_up", node)).isEqualTo(1);
            assertThat(
                    value(
                        metrics,
                        "smtap_adapter_received_frames_total",
                        node,
                        "adapter=\"sml0\"",
                        "network=\"sml0\""))
                .isGreaterThanOrEqualTo(20);
            assertThat(
                    value(metrics, "smtap_adapter_received_bytes_total", node, "adapter=\"sml0\""))
                .isGreaterThan(20 * 84);
            assertThat(value(metrics, "smtap_ring_sent_frames_total", node, "network=\"sml0\""))
                .isGreaterThanOrEqualTo(20);
            assertThat(value(metrics, "smtap_flows", node, "adapter=\"smg0\"")).isZero();
          }
        });
  }

  @Test
  void aPortOfThisMachineHasTheSame() {
    String metrics = curl("http://" + PORT + "/metrics").ok();
    assertThat(value(metrics, "smtap_node_up", "node=\"1\"")).isEqualTo(1);
    Program.Result head = curl("-I", "http://" + PORT + "/metrics");
    assertThat(head.ok()).contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(curl("http://" + PORT + "/").exit()).isEqualTo(22);
  }

  @Test
  void aNodeThatFindsTheAddressInUseRunsAndOneThatCannotSaysWhy() {
    Netns third = LAB.namespace("n3");
    for (String address : List.of(PORT, "unix:" + socket())) {
      LabNode node = LAB.node(third, 3, "--local sml0 --mtu 1500 --metrics " + address);
      assertThat(node.err())
          .contains("cannot serve metrics on " + address + ": somebody listens there; leave it to");
      assertThat(node.stop().exit()).isZero();
    }
    assertThat(value(bySocket(), "smtap_node_up", "node=\"1\"")).isEqualTo(1);
    LabNode wrong = LAB.launch(3, "--netns " + third.name() + " --local sml0 --metrics 0.0.0.0:1");
    assertThat(wrong.awaitEnd(LIMIT).exit()).isEqualTo(2);
  }

  @Test
  void aHungNodeIsSeenAndTheSocketGoesWithItsProcess() {
    Netns fourth = LAB.namespace("n4");
    Path own = LAB.facility().resolve("own.sock");
    LabNode node = LAB.node(fourth, 4, "--local sml0 --mtu 1500 --metrics unix:" + own);
    assertThat(own).exists();
    node.signal(Program.SIGSTOP);
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(value(bySocket(), "smtap_node_hung", "node=\"4\"")).isEqualTo(1));
    node.signal(Program.SIGCONT);
    assertThat(node.stop().exit()).isZero();
    assertThat(own).doesNotExist();
    assertThat(value(bySocket(), "smtap_node_up", "node=\"4\"")).isZero();
  }
}
