package dev.smtap.cli.status;

import java.util.List;

/** Lost frames as a table. */
final class DropText {
  private DropText() {}

  /** The drops that happened, with their causes. */
  static TextTable of(List<NodeStatus> nodes) {
    TextTable table = new TextTable("DROPPED BY", "ADAPTER", "WHERE", "CAUSE", "FRAMES");
    for (Drop each : Drop.in(nodes)) {
      table.add(
          each.isOfKernel() ? "kernel" : "node " + each.node().id(),
          each.adapter().link().interfaceName(),
          each.where(),
          each.cause(),
          each.frames());
    }
    return table;
  }
}
