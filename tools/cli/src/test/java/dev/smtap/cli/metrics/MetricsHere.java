package dev.smtap.cli.metrics;

import dev.smtap.cli.GlobalSection;
import dev.smtap.cli.NodesHere;
import dev.smtap.cli.status.PartitionReader;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.SearchCounter;
import dev.smtap.node.AdapterConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.FlowKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;

/** Nodes in this process, and the metrics of them. One thread. */
final class MetricsHere implements AutoCloseable {
  final NodesHere nodes = new NodesHere();

  MetricsHere() throws IOException {}

  String text() throws SystemException {
    return new String(Metrics.text(PartitionReader.read(nodes.facility())), StandardCharsets.UTF_8);
  }

  void start(int node) throws SystemException {
    nodes.start(
        node,
        new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL),
        false);
  }

  /** Two nodes with rings to each other, and one with flows: every metric that there is. */
  String textOfAll() throws SystemException {
    start(1);
    start(2);
    Awaitility.await()
        .until(() ->
            PartitionReader.read(nodes.facility()).nodes().stream()
                .allMatch(each -> each.adapters().getFirst().rings().size() == 1));
    try (GlobalSection section = new GlobalSection(nodes.facility(), 4)) {
      section.addFlow(FlowKey.TCP, "10.77.0.1", "192.0.2.1", 1_000, 4);
      section.count(SearchCounter.LISTENER, 5);
      return text();
    }
  }

  @Override
  public void close() throws IOException {
    nodes.close();
  }
}
