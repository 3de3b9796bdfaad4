package dev.smtap.cli.status;

import dev.smtap.global.PublishedArea;
import dev.smtap.global.PublishedOffer;
import dev.smtap.global.SegmentAddress;
import dev.smtap.wire.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who answers for global addresses on segments outside, as a table. */
public final class OutsideText {
  private final Map<Place, Nodes> places = new TreeMap<>(Place.ORDER);

  /** One thing to answer for. */
  private record Place(String network, SegmentAddress what) {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::network)
            .thenComparing(each -> IpAddress.of(each.what.address()))
            .thenComparing(each -> IpAddress.of(each.what.segment().first()))
            .thenComparingInt(each -> each.what.segment().prefixLength());
  }

  /** IDs of nodes. */
  private record Nodes(List<String> answering, List<String> able) {}

  /** Adds what a living node publishes. */
  public void add(int node, String network, PublishedArea published) {
    if (!published.isGlobal()) {
      return;
    }
    for (PublishedOffer each : published.offers()) {
      Nodes nodes =
          places.computeIfAbsent(
              new Place(network, each.what()),
              _ -> new Nodes(new ArrayList<>(), new ArrayList<>()));
      List<String> ids = each.isHeld() ? nodes.answering : nodes.able;
      String id = String.valueOf(node);
      // A hostile node may name one several times.
      if (!ids.contains(id)) {
        ids.add(id);
      }
    }
  }

  /** One line for each address and segment; empty if nobody can answer anywhere. */
  public TextTable table() {
    TextTable table = new TextTable("NETWORK", "OUTSIDE", "ON SEGMENT", "ANSWERED BY", "OR BY");
    places.forEach((place, nodes) ->
        table.add(
            place.network,
            IpAddress.of(place.what.address()),
            place.what.segment(),
            list(nodes.answering),
            list(nodes.able)));
    return table;
  }

  private static String list(List<String> ids) {
    return ids.isEmpty() ? "-" : String.join(", ", ids);
  }
}
