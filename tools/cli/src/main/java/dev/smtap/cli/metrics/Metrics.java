package dev.smtap.cli.metrics;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.GlobalStatus;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.PartitionStatus;
import dev.smtap.cli.status.RingStatus;
import dev.smtap.cli.status.State;
import dev.smtap.cli.status.TableStatus;
import dev.smtap.cli.status.Tally;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** The metrics of a partition at one moment. Names and labels are stable: some may be added. */
public final class Metrics {
  /** Type of the text, for HTTP. */
  public static final String CONTENT_TYPE = OpenMetricsTextFormatWriter.CONTENT_TYPE;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final NodeFamilies ofNodes = new NodeFamilies();
  private final AdapterFamilies ofAdapters = new AdapterFamilies();
  private final RingFamilies ofRings = new RingFamilies();
  private final FlowFamilies ofFlows = new FlowFamilies();

  private Metrics() {}

  /** The metrics as OpenMetrics text in UTF-8. */
  public static byte[] text(PartitionStatus status) {
    Metrics metrics = new Metrics();
    Labels partition = Labels.of("partition", status.partition());
    metrics.ofNodes.memory.add(partition, status.reservedBytes());
    metrics.ofNodes.unreadable.add(partition, status.unreadableNodes());
    metrics.ofNodes.unreadRings.add(partition, status.leftOut().lanes());
    status.nodes().forEach(node -> metrics.add(partition, node));
    metrics.ofNodes.omitted.add(partition, metrics.omitted());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      new OpenMetricsTextFormatWriter(false, false)
          .write(text, metrics.snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  private Stream<Family> families() {
    return Stream.of(ofNodes.all(), ofAdapters.all(), ofRings.all(), ofFlows.all())
        .flatMap(List::stream);
  }

  private long omitted() {
    return families().mapToLong(Family::omitted).sum();
  }

  private MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    families().forEach(family -> all.metricSnapshot(family.snapshot()));
    return all.build();
  }

  private void add(Labels partition, NodeStatus node) {
    Labels labels = partition.add("node", String.valueOf(node.id()));
    ofNodes.up.add(labels, node.state() == State.UP ? 1 : 0);
    ofNodes.hung.add(labels, node.state() == State.HUNG ? 1 : 0);
    if (node.state() == State.DAMAGED) {
      return;
    }
    ofNodes.started.add(labels, node.startedMillis() / MILLIS_PER_SECOND);
    ofNodes.heartbeat.add(labels, node.heartbeatAgeNanos() / NANOS_PER_SECOND);
    for (AdapterStatus adapter : node.adapters()) {
      add(labels, node, adapter);
    }
  }

  private void add(Labels node, NodeStatus status, AdapterStatus adapter) {
    AdapterStatus.Link link = adapter.link();
    Labels network = node.add("network", link.network());
    Labels labels = network.add("adapter", link.interfaceName());
    boolean isUp = status.isAlive() && link.state().equals("present") && link.isUp();
    ofAdapters.up.add(labels, isUp ? 1 : 0);
    ofAdapters.mtu.add(labels, link.mtu());
    ofAdapters.sentFrames.add(labels, adapter.sent().count(AdapterSendCounter.READ));
    ofAdapters.sentBytes.add(labels, adapter.sent().count(AdapterSendCounter.READ_BYTES));
    ofAdapters.kernelDropped.add(labels, link.kernelDrops());
    received(labels, adapter.received(), adapter.formerReceived());
    dropped(labels, "sent", adapter.sent());
    dropped(labels, "sent", adapter.formerSent());
    dropped(labels, "received", adapter.received());
    dropped(labels, "received", adapter.formerReceived());
    for (RingStatus ring : adapter.rings()) {
      dropped(labels, "sent", ring.sent());
      dropped(labels, "received", ring.received());
      ofAdapters.receivedFrames.add(labels, ring.received().count(ReceiveCounter.FRAMES));
      ofAdapters.receivedBytes.add(labels, ring.received().count(ReceiveCounter.BYTES));
      add(network.add("peer", String.valueOf(ring.peer())), status, adapter, ring);
    }
    adapter.global().ifPresent(each -> add(labels, each));
  }

  private void received(Labels labels, Tally casts, Tally former) {
    ofAdapters.receivedFrames.add(
        labels,
        (double) casts.count(AdapterReceiveCounter.CAST)
            + (double) former.count(ReceiveCounter.FRAMES));
    ofAdapters.receivedBytes.add(
        labels,
        (double) casts.count(AdapterReceiveCounter.CAST_BYTES)
            + (double) former.count(ReceiveCounter.BYTES));
  }

  private void dropped(Labels labels, String direction, Tally tally) {
    tally
        .drops()
        .forEach((cause, frames) ->
            ofAdapters.dropped.add(labels.add("direction", direction).add("cause", cause), frames));
  }

  private void add(Labels labels, NodeStatus node, AdapterStatus adapter, RingStatus ring) {
    ofRings.up.add(labels, node.isAlive() && ring.state().equals("up") ? 1 : 0);
    ofRings.depth.add(labels, ring.inFlight());
    ofRings.capacity.add(labels, adapter.pools().ringEntries());
    ofRings.frames.add(labels, ring.sent().count(SendCounter.FRAMES));
    ofRings.bytes.add(labels, ring.sent().count(SendCounter.BYTES));
  }

  private void add(Labels labels, GlobalStatus global) {
    ofFlows.isGlobal.add(labels, global.published().isGlobal() ? 1 : 0);
    ofFlows.isDraining.add(labels, global.published().isDraining() ? 1 : 0);
    global
        .search()
        .counts()
        .forEach((outcome, count) -> ofFlows.searches.add(labels.add("outcome", outcome), count));
    global.table().ifPresent(table -> add(labels, table));
  }

  private void add(Labels labels, TableStatus table) {
    ofFlows.flows.add(labels, table.flows());
    ofFlows.mostFlows.add(labels, table.mostFlows());
    ofFlows.forgotten.add(labels.add("cause", "aged out"), table.agedOut());
    ofFlows.forgotten.add(labels.add("cause", "node gone"), table.nodeGone());
    ofFlows.forgotten.add(labels.add("cause", "evicted"), table.evicted());
    ofFlows.refused.add(labels, table.refused());
  }
}
