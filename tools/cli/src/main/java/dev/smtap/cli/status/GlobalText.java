package dev.smtap.cli.status;

import dev.smtap.global.PublishedArea;
import dev.smtap.wire.IpAddress;
import java.util.List;

/** The adapters of global networks as tables. */
final class GlobalText {
  /** Addresses that are shown; the others are counted. */
  private static final int MOST_SHOWN = 2;

  private GlobalText() {}

  /** One line each. */
  static TextTable adapters(List<NodeStatus> nodes) {
    TextTable table =
        new TextTable("NODE", "ADAPTER", "GLOBAL", "WEIGHT", "LISTENERS", "FLOWS", "ADDRESSES");
    for (NodeStatus node : nodes) {
      for (AdapterStatus adapter : node.adapters()) {
        adapter
            .global()
            .ifPresent(global ->
                table.add(
                    node.id(),
                    adapter.link().interfaceName(),
                    global.state(),
                    global.published().weight(),
                    listeners(global.published()),
                    global.table().map(each -> String.valueOf(each.flows())).orElse("-"),
                    addresses(global.published())));
      }
    }
    return table;
  }

  private static String listeners(PublishedArea published) {
    int count = published.listeners().size();
    return published.leftOut() == 0
        ? String.valueOf(count)
        : count + " and " + published.leftOut() + " left out";
  }

  private static String addresses(PublishedArea published) {
    if (!published.isSettled()) {
      return "(being changed)";
    }
    List<IpAddress> all = published.addresses();
    List<String> shown = all.stream().limit(MOST_SHOWN).map(IpAddress::toString).toList();
    String text = String.join(", ", shown);
    return all.size() > MOST_SHOWN
        ? text + " and " + (all.size() - MOST_SHOWN) + " more"
        : all.isEmpty() ? "-" : text;
  }

  /** Who answers for global addresses on segments outside. */
  static TextTable outside(List<NodeStatus> nodes) {
    OutsideText outside = new OutsideText();
    for (NodeStatus node : nodes) {
      for (AdapterStatus adapter : node.adapters()) {
        adapter
            .global()
            .filter(_ -> node.isAlive())
            .ifPresent(
                global -> outside.add(node.id(), adapter.link().network(), global.published()));
      }
    }
    return outside.table();
  }

  /** Every count of the search for owners that is not zero. */
  static TextTable searches(List<NodeStatus> nodes) {
    TextTable table = new TextTable("SEARCHED BY", "ADAPTER", "OUTCOME", "COUNT");
    for (NodeStatus node : nodes) {
      for (AdapterStatus adapter : node.adapters()) {
        adapter
            .global()
            .ifPresent(global ->
                global
                    .search()
                    .counts()
                    .forEach((outcome, count) -> {
                      if (count != 0) {
                        String name = adapter.link().interfaceName();
                        table.add("node " + node.id(), name, outcome, count);
                      }
                    }));
      }
    }
    return table;
  }
}
