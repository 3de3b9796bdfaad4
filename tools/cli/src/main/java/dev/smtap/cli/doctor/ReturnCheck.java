package dev.smtap.cli.doctor;

import dev.smtap.cli.ShellWord;
import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.global.PublishedArea;
import dev.smtap.global.PublishedOffer;
import dev.smtap.global.Segment;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.IpAddress;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a node that serves a global address has a way back to a segment outside on which another
 * node answers for it. A border that translates addresses needs none, so its lack is no fault.
 *
 * @param place where the node is
 * @param routes the routes there
 */
record ReturnCheck(Place place, Routes routes) {
  private static final int TRIES = 4;

  /** The routes of a namespace. */
  @FunctionalInterface
  interface Routes {
    /** Whether packets from an address of the namespace to another have a route. */
    boolean lead(InetAddress from, InetAddress to) throws SystemException;
  }

  /**
   * One sentence for each segment that a node has no way back to.
   *
   * @param node a living node in that place
   * @param nodes all nodes
   */
  Set<String> hints(NodeStatus node, List<NodeStatus> nodes) throws SystemException {
    List<NodeStatus> others =
        nodes.stream().filter(each -> each.isAlive() && each.id() != node.id()).toList();
    Set<String> hints = new LinkedHashSet<>();
    for (AdapterStatus adapter : node.adapters()) {
      for (NodeStatus other : others) {
        for (PublishedOffer offer : offers(other, adapter)) {
          if (isServed(adapter, offer.what().address()) && !hasWayTo(offer)) {
            hints.add(hint(node, other, offer));
          }
        }
      }
    }
    return hints;
  }

  /** Where a node answers for addresses of the adapter's network now. */
  private static List<PublishedOffer> offers(NodeStatus node, AdapterStatus adapter) {
    List<PublishedOffer> offers = new ArrayList<>();
    for (AdapterStatus each : node.adapters()) {
      if (each.link().network().equals(adapter.link().network())) {
        each.global().ifPresent(global -> offers.addAll(global.published().offers()));
      }
    }
    return offers.stream().filter(PublishedOffer::isHeld).toList();
  }

  private static boolean isServed(AdapterStatus adapter, InetAddress address) {
    return adapter
        .global()
        .map(each -> each.published())
        .filter(each -> each.isGlobal() && each.addresses().contains(IpAddress.of(address)))
        .filter(each ->
            each.listeners().stream().anyMatch(listener -> takes(listener, IpAddress.of(address))))
        .isPresent();
  }

  private static boolean takes(PublishedArea.Listener listener, IpAddress address) {
    boolean isFamily = address.isVersion4() ? listener.takesIpv4() : listener.takesIpv6();
    return isFamily && (listener.local().equals(IpAddress.ANY) || listener.local().equals(address));
  }

  private boolean hasWayTo(PublishedOffer offer) throws SystemException {
    InetAddress address = offer.what().address();
    Optional<InetAddress> client = another(offer.what().segment(), address);
    return client.isEmpty() || routes.lead(address, client.get());
  }

  /** Some host's address in a segment, which is not the first one: that is nobody's. */
  private static Optional<InetAddress> another(Segment segment, InetAddress than) {
    BigInteger first = new BigInteger(1, segment.first().getAddress());
    for (int i = 1; i <= TRIES; i++) {
      InetAddress found = address(first.add(BigInteger.valueOf(i)), than.getAddress().length);
      if (segment.contains(found) && !found.equals(than)) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static InetAddress address(BigInteger number, int length) {
    byte[] digits = number.toByteArray();
    byte[] bytes = new byte[length];
    int count = Math.min(digits.length, length);
    System.arraycopy(digits, digits.length - count, bytes, length - count, count);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has a length of its own", e);
    }
  }

  private String hint(NodeStatus node, NodeStatus other, PublishedOffer offer) {
    String segment = offer.what().segment().toString();
    String family = segment.contains(":") ? "ip -6" : "ip";
    String command = family + " route add " + ShellWord.of(segment) + " via ";
    return "node "
        + node.id()
        + " in "
        + place
        + " serves "
        + IpAddress.of(offer.what().address())
        + ", for which node "
        + other.id()
        + " answers on "
        + segment
        + ", and has no route there: what it answers to clients there is lost, unless that node"
        + " translates their addresses; '"
        + place.inside(command)
        + "ADDRESS' with an address of node "
        + other.id()
        + " that it reaches adds one";
  }
}
