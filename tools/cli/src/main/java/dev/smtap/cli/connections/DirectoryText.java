package dev.smtap.cli.connections;

import dev.smtap.cli.status.OutsideText;
import dev.smtap.cli.status.State;
import dev.smtap.cli.status.TextTable;
import dev.smtap.global.PublishedArea;
import dev.smtap.wire.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The directory as tables: who serves which addresses, and who listens where. */
final class DirectoryText {
  private DirectoryText() {}

  /** One line an address. */
  static TextTable nodes(List<Entry> entries) {
    TextTable table =
        new TextTable("NODE", "STATE", "NETWORK", "ADAPTER", "GLOBAL", "WEIGHT", "ADDRESS");
    for (Entry entry : entries) {
      List<String> addresses =
          entry.published().addresses().stream().sorted().map(IpAddress::toString).toList();
      for (String address : addresses.isEmpty() ? List.of("-") : addresses) {
        table.add(
            entry.node(),
            entry.state(),
            entry.network(),
            entry.interfaceName(),
            global(entry.published()),
            entry.published().weight(),
            address);
      }
    }
    return table;
  }

  private static String global(PublishedArea published) {
    String global = published.isGlobal() ? "yes" : "no";
    return published.isDraining() ? global + ", draining" : global;
  }

  /** Who answers on segments outside. */
  static TextTable outside(List<Entry> entries) {
    OutsideText outside = new OutsideText();
    entries.stream()
        .filter(each -> each.state().isAlive())
        .forEach(each -> outside.add(each.node(), each.network(), each.published()));
    return outside.table();
  }

  /** Listeners of one kind, and the nodes that have one. */
  private record Place(String network, PublishedArea.Listener listener) {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::network)
            .thenComparingInt((Place each) -> each.listener.protocol())
            .thenComparingInt(each -> each.listener.localPort())
            .thenComparing(each -> Names.localEnd(each.listener))
            .thenComparing(each -> Names.foreignEnd(each.listener));
  }

  /** One line a listener, whichever nodes have it; those left out by the limit go to the notes. */
  static TextTable listeners(List<Entry> entries, int limit, List<String> notes) {
    Map<Place, List<String>> nodes = new TreeMap<>(Place.ORDER);
    for (Entry entry : entries) {
      String state = entry.state() == State.UP ? "" : " (" + entry.state() + ")";
      for (PublishedArea.Listener each : entry.published().listeners()) {
        List<String> ids =
            nodes.computeIfAbsent(new Place(entry.network(), each), _ -> new ArrayList<>());
        String id = entry.node() + state;
        // A hostile node may name one several times.
        if (!ids.contains(id)) {
          ids.add(id);
        }
      }
    }
    TextTable table = new TextTable("NETWORK", "PROTOCOL", "LISTENER", "FOR", "NODES");
    nodes.entrySet().stream()
        .limit(limit)
        .forEach(each -> {
          PublishedArea.Listener listener = each.getKey().listener();
          table.add(
              each.getKey().network(),
              Names.protocol(listener.protocol()),
              Names.localEnd(listener),
              Names.foreignEnd(listener),
              String.join(", ", each.getValue()));
        });
    if (nodes.size() > limit) {
      notes.add(ConnectionsText.leftOut(nodes.size() - limit, "listener"));
    }
    unpublished(entries, notes);
    return table;
  }

  private static void unpublished(List<Entry> entries, List<String> notes) {
    for (Entry each : entries) {
      if (each.published().leftOut() > 0) {
        notes.add(
            "node "
                + each.node()
                + " has "
                + each.published().leftOut()
                + " more listeners on network "
                + each.network()
                + " than it can publish");
      }
    }
  }
}
