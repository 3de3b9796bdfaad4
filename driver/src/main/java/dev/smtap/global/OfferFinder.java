package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks the kernel where a node could answer for its global addresses, see {@link Offers}. An
 * interface that does not forward is no such place: there the kernel would neither answer nor take
 * the packets that follow. Forwarding is changed without any event of links or addresses, so this
 * is to be asked now and then; it costs two lists. Control thread only. It may be in any namespace.
 */
public final class OfferFinder implements AutoCloseable {
  private final Namespace namespace;
  private final RoutingSocket routing;
  private final RouteSocket links;

  private OfferFinder(Namespace namespace, RoutingSocket routing, RouteSocket links) {
    this.namespace = namespace;
    this.routing = routing;
    this.links = links;
  }

  /** Opens one for a namespace, which must stay open. */
  public static OfferFinder open(Namespace namespace) throws SystemException {
    RoutingSocket routing = namespace.run(RoutingSocket::open);
    try {
      return new OfferFinder(namespace, routing, namespace.run(RouteSocket::open));
    } catch (SystemException e) {
      routing.close();
      throw e;
    }
  }

  /**
   * The offers as of now.
   *
   * @param globals the global addresses
   * @param adapters the numbers of smtap's own interfaces, which are not outside
   */
  public Set<Offer> find(Set<InetAddress> globals, Set<Integer> adapters) throws SystemException {
    if (globals.isEmpty()) {
      return Set.of();
    }
    List<LinkState> all = links.getLinks();
    Set<Offer> offers = Offers.of(all, routing.addresses(0), globals, adapters);
    return offers.isEmpty() ? offers : namespace.run(() -> forwarding(offers, all));
  }

  private static Set<Offer> forwarding(Set<Offer> offers, List<LinkState> all) {
    Map<Integer, LinkState> byNumber =
        all.stream().collect(Collectors.toMap(LinkState::ifindex, Function.identity()));
    Set<Offer> able = new HashSet<>();
    for (Offer each : offers) {
      LinkState link = byNumber.get(each.ifindex());
      if (link != null && Forwarding.isOn(IpFamily.of(each.address()), link.name())) {
        able.add(each);
      }
    }
    return able;
  }

  @Override
  public void close() {
    routing.close();
    links.close();
  }
}
