package dev.smtap.cli.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All about adapters as text for people. */
final class AdapterText {
  private static final int LABEL_WIDTH = 12;

  private final StringBuilder text = new StringBuilder();

  private AdapterText() {}

  /** One block for each adapter. */
  static String of(PartitionStatus status) {
    AdapterText text = new AdapterText();
    for (NodeStatus node : status.nodes()) {
      for (AdapterStatus adapter : node.adapters()) {
        text.block(node, adapter);
      }
    }
    return text.text.toString();
  }

  private void block(NodeStatus node, AdapterStatus adapter) {
    AdapterStatus.Link link = adapter.link();
    text.append(text.isEmpty() ? "" : "\n")
        .append("adapter " + link.interfaceName() + " of node " + node.id())
        .append(" (" + node.state() + "), " + link.kind() + " network " + link.network())
        .append(link.netns().isEmpty() ? "" : ", netns " + link.netns())
        .append('\n');
    line("link", linkState(node, adapter));
    line("MAC", link.mac());
    offloads(adapter.path().offloads());
    line("doorbell", node.isAlive() ? adapter.path().doorbell() : "none, the node does not run");
    AdapterStatus.Pools pools = adapter.pools();
    line("large slots", pools.large() + ", memory for " + pools.largeReserved());
    line("small slots", pools.small() + ", memory for " + pools.smallReserved());
    line(
        "rings",
        adapter.rings().size()
            + " each way, "
            + adapter.path().ringDepth()
            + " frames deep; "
            + adapter.path().mostPeers()
            + " at most");
    line("sent", frames(adapter.sent().counts(), "frames read from the TAP", "read"));
    line("", frames(adapter.sent().counts(), "of them cast", "cast"));
    line("received", adapter.framesReceived() + " frames");
    line("", frames(adapter.received().counts(), "of them cast", "cast"));
    line("dropped", adapter.dropped() + " frames, and " + link.kernelDrops() + " by the kernel");
    section(rings(adapter.rings()));
    section(DropText.of(List.of(node.with(List.of(adapter)))));
  }

  private static String linkState(NodeStatus node, AdapterStatus adapter) {
    AdapterStatus.Link link = adapter.link();
    if (!node.isAlive() || !link.state().equals("present")) {
      return "gone";
    }
    String carrier = adapter.path().hasCarrier() ? ", carrier" : ", no carrier";
    return (link.isUp() ? "up" + carrier : "down")
        + ", MTU "
        + link.mtu()
        + ", ifindex "
        + link.ifindex();
  }

  private void offloads(OffloadStatus offloads) {
    line("offloads", offloads.inForce().toString());
    Map<String, List<String>> byReason =
        offloads.reasons().keySet().stream()
            .collect(
                Collectors.groupingBy(
                    name -> String.valueOf(offloads.reasons().get(name)),
                    LinkedHashMap::new,
                    Collectors.toList()));
    byReason.forEach((why, names) -> line("", "off: " + String.join(",", names) + ": " + why));
  }

  private static String frames(Map<String, Long> counts, String what, String label) {
    return Optional.ofNullable(counts.get(label)).orElse(0L)
        + " "
        + what
        + ", "
        + counts.getOrDefault(label + " bytes", 0L)
        + " bytes";
  }

  private void line(String label, String words) {
    text.append("  ")
        .append(label)
        .append(" ".repeat(LABEL_WIDTH - label.length()))
        .append(words)
        .append('\n');
  }

  private void section(TextTable table) {
    if (!table.isEmpty()) {
      text.append('\n').append(table.text());
    }
  }

  private static TextTable rings(List<RingStatus> rings) {
    TextTable table =
        new TextTable("PEER", "STATE", "SENT", "BYTES", "IN FLIGHT", "RECEIVED", "BYTES");
    for (RingStatus ring : rings) {
      table.add(
          ring.peer(),
          ring.state(),
          ring.sent().counts().getOrDefault("frames", 0L),
          ring.sent().counts().getOrDefault("bytes", 0L),
          ring.inFlight(),
          ring.received().counts().getOrDefault("frames", 0L),
          ring.received().counts().getOrDefault("bytes", 0L));
    }
    return table;
  }
}
