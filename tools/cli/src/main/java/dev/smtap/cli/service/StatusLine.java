package dev.smtap.cli.service;

import dev.smtap.node.Checkup;
import java.util.ArrayList;
import java.util.List;

/** The status of a service in one line: {@code node 1 on sml0, smg0 with 2 neighbours}. */
final class StatusLine {
  private static final int MOST_NODES = 8;

  private StatusLine() {}

  /** Of nodes that answered, and something more to say, which may be empty. */
  static String of(List<Checkup> nodes, String remark) {
    List<String> parts = new ArrayList<>();
    for (Checkup each : nodes.subList(0, Math.min(MOST_NODES, nodes.size()))) {
      parts.add(of(each));
    }
    if (nodes.size() > MOST_NODES) {
      parts.add("and " + (nodes.size() - MOST_NODES) + " more nodes");
    }
    if (parts.isEmpty()) {
      parts.add("no node runs");
    }
    if (!remark.isEmpty()) {
      parts.add(remark);
    }
    return String.join("; ", parts);
  }

  private static String of(Checkup node) {
    return "node "
        + node.nodeId()
        + " on "
        + String.join(", ", node.interfaces())
        + " with "
        + node.neighbours()
        + (node.neighbours() == 1 ? " neighbour" : " neighbours");
  }
}
