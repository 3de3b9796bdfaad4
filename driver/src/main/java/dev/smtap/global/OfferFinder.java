package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
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
 * the packets that follow. It costs two lists. Control thread only. It may be in any namespace.
 *
 * @param kernel the namespace's sockets
 */
record OfferFinder(KernelSockets kernel) {

  /**
   * The offers as of now.
   *
   * @param globals the global addresses
   * @param adapters the numbers of smtap's own interfaces, which are not outside
   */
  Set<Offer> find(Set<InetAddress> globals, Set<Integer> adapters) throws SystemException {
    if (globals.isEmpty()) {
      return Set.of();
    }
    List<LinkState> all = kernel.links().getLinks();
    Set<Offer> offers = Offers.of(all, kernel.routing().addresses(0), globals, adapters);
    return offers.isEmpty() ? offers : kernel.namespace().run(() -> forwarding(offers, all));
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
}
