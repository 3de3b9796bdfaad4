package dev.smtap.cli.status;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** A partition as text for people, in 80 columns as far as names allow. */
final class StatusText {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final double KILO = 1024;

  private final PartitionStatus status;
  private final StringBuilder text = new StringBuilder();

  private StatusText(PartitionStatus status) {
    this.status = status;
  }

  static String of(PartitionStatus status) {
    return new StatusText(status).text();
  }

  private String text() {
    long living = status.nodes().stream().filter(NodeStatus::isAlive).count();
    text.append("partition ")
        .append(status.partition())
        .append(": ")
        .append(living)
        .append(living == 1 ? " node lives, " : " nodes live, ")
        .append(size(status.reservedBytes()))
        .append(" of memory in ")
        .append(status.facility())
        .append('\n');
    section(nodes());
    section(adapters());
    section(GlobalText.adapters(status.nodes()));
    section(GlobalText.outside(status.nodes()));
    section(rings());
    section(castRings());
    section(GlobalText.searches(status.nodes()));
    section(DropText.of(status.nodes()));
    for (String problem : status.problems()) {
      text.append("\nproblem: ").append(problem).append('\n');
    }
    return text.toString();
  }

  private void section(TextTable table) {
    if (!table.isEmpty()) {
      text.append('\n').append(table.text());
    }
  }

  private TextTable nodes() {
    TextTable table = new TextTable("NODE", "STATE", "PROCESS", "STARTED", "MEMORY");
    for (NodeStatus node : status.nodes()) {
      boolean isKnown = node.state() != State.DAMAGED;
      table.add(
          node.id(),
          node.state(),
          isKnown ? node.processId() : "-",
          isKnown ? time(node.startedMillis()) : "-",
          isKnown ? size(node.reservedBytes()) : "-");
    }
    return table;
  }

  private TextTable adapters() {
    TextTable table =
        new TextTable(
            "NODE",
            "ADAPTER",
            "NETWORK",
            "KIND",
            "NETNS",
            "LINK",
            "MTU",
            "SENT",
            "RECEIVED",
            "DROPPED");
    for (NodeStatus node : status.nodes()) {
      for (AdapterStatus adapter : node.adapters()) {
        AdapterStatus.Link link = adapter.link();
        table.add(
            node.id(),
            link.interfaceName(),
            link.network(),
            link.kind(),
            link.netns().isEmpty() ? "(own)" : link.netns(),
            linkState(node, link),
            link.mtu(),
            adapter.framesSent(),
            adapter.framesReceived(),
            adapter.dropped());
      }
    }
    return table;
  }

  private static String linkState(NodeStatus node, AdapterStatus.Link link) {
    if (!node.isAlive() || !link.state().equals("present")) {
      return "gone";
    }
    return link.isUp() ? "up" : "down";
  }

  private TextTable rings() {
    TextTable table =
        new TextTable(
            "RING", "NETWORK", "STATE", "SENT", "BYTES", "RECEIVED", "IN FLIGHT", "DROPPED");
    for (NodeStatus node : status.nodes()) {
      for (AdapterStatus adapter : node.adapters()) {
        for (RingStatus ring : adapter.rings()) {
          Map<String, Long> sent = ring.sent().counts();
          table.add(
              node.id() + " -> " + ring.peer(),
              adapter.link().network(),
              node.isAlive() ? ring.state() : "down",
              sent.getOrDefault("frames", 0L),
              sent.getOrDefault("bytes", 0L),
              receivedBy(node, ring, adapter.link().network()),
              ring.inFlight(),
              ring.sent().dropped());
        }
      }
    }
    return table;
  }

  private TextTable castRings() {
    TextTable table = new TextTable("CAST RING", "NETWORK", "GROUP", "CAST");
    for (NetworkStatus network : status.networks()) {
      for (CastRingStatus ring : network.castRings()) {
        table.add(ring.ring(), network.name(), ring.group(), ring.cast());
      }
    }
    return table;
  }

  /** What the other end has received; "-" if it has no record of this ring. */
  private String receivedBy(NodeStatus sender, RingStatus ring, String network) {
    for (NodeStatus node : status.nodes()) {
      if (ring.isWith(node)) {
        return received(node, sender, network);
      }
    }
    return "-";
  }

  private static String received(NodeStatus receiver, NodeStatus sender, String network) {
    for (AdapterStatus adapter : receiver.adapters()) {
      for (RingStatus ring : adapter.rings()) {
        if (ring.isWith(sender) && adapter.link().network().equals(network)) {
          return ring.received().counts().getOrDefault("frames", 0L).toString();
        }
      }
    }
    return "-";
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
  }

  private static String size(long bytes) {
    return bytes < KILO * KILO
        ? String.format(Locale.ROOT, "%.0f kB", bytes / KILO)
        : String.format(Locale.ROOT, "%.1f MB", bytes / KILO / KILO);
  }
}
