package dev.smtap.cli.doctor;

import dev.smtap.cli.NamespaceCleaning;
import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The network namespaces of this machine that are known, and which node is in which. Main thread.
 */
final class Whereabouts implements AutoCloseable {
  private final Map<Namespace.Identity, Place> places = new LinkedHashMap<>();
  private final Map<Integer, Place> ofNodes = new TreeMap<>();
  private final List<NodeStatus> nodes = new ArrayList<>();

  /** Adds the one that this runs in, and those that {@code ip netns} shows. */
  void addNamed() throws SystemException {
    var _ = add(Namespace.current(), "");
    for (Path file : NamespaceCleaning.named(NamespaceCleaning.NAMES)) {
      try {
        var _ = add(Namespace.parse(file.toString()), String.valueOf(file.getFileName()));
      } catch (SystemException e) {
        if (!NamespaceCleaning.isOfNone(e)) {
          throw e;
        }
      }
    }
  }

  /** Adds one that an operator names. */
  Place add(String name) throws SystemException {
    return add(Namespace.parse(name), name);
  }

  private Place add(Namespace opened, String name) throws SystemException {
    Place known = places.get(opened.identity());
    if (known != null) {
      opened.close();
      return known;
    }
    Place place = new Place(opened, name);
    places.put(opened.identity(), place);
    return place;
  }

  /**
   * Adds where a living node is.
   *
   * @throws SystemException if that cannot be found out
   */
  void add(NodeStatus node) throws SystemException {
    for (AdapterStatus each : node.adapters()) {
      AdapterStatus.Link link = each.link();
      if (link.state().equals("present") && !ofNodes.containsKey(node.id())) {
        String name = link.netns().isEmpty() ? String.valueOf(node.processId()) : link.netns();
        Place place = add(name);
        checkIsThere(node, link, place);
        ofNodes.put(node.id(), place);
        nodes.add(node);
      }
    }
  }

  /** What a node says about itself means nothing in another PID namespace or mount namespace. */
  private static void checkIsThere(NodeStatus node, AdapterStatus.Link link, Place place)
      throws SystemException {
    Optional<LinkState> found =
        place
            .namespace()
            .run(() -> {
              try (RouteSocket links = RouteSocket.open()) {
                return links.getLink(link.ifindex());
              }
            });
    if (found.isEmpty() || !found.get().name().equals(link.interfaceName())) {
      throw SystemException.because(
          "find interface",
          link.interfaceName() + " of node " + node.id(),
          "it is not in " + place,
          "name its namespace with --netns, if it is on this machine");
    }
  }

  /** All namespaces. */
  Collection<Place> all() {
    return List.copyOf(places.values());
  }

  /** Where a node is, if that is known. */
  Optional<Place> of(int node) {
    return Optional.ofNullable(ofNodes.get(node));
  }

  /** The living nodes whose namespace is known. */
  List<NodeStatus> nodes() {
    return List.copyOf(nodes);
  }

  /** The living nodes that are in a namespace. */
  List<NodeStatus> nodesIn(Place place) {
    return nodes.stream().filter(each -> of(each.id()).filter(place::equals).isPresent()).toList();
  }

  /** Whether some node is in another namespace than this one. */
  boolean hasOthers() {
    return ofNodes.values().stream().anyMatch(each -> !each.name().isEmpty());
  }

  /** A shell command that does a command where a node is. */
  String inNamespaceOf(int node, String command) {
    return of(node).map(each -> each.inside(command)).orElse(command);
  }

  @Override
  public void close() {
    places.values().forEach(each -> each.namespace().close());
  }
}
