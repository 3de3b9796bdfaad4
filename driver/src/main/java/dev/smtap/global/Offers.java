package dev.smtap.global;

import dev.smtap.netlink.InterfaceAddress;
import dev.smtap.netlink.LinkState;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a node could answer for its global addresses: on each interface that is up with carrier and
 * whose prefix contains one. Pure functions.
 */
final class Offers {
  private Offers() {}

  /**
   * The offers, one for each address and segment: two interfaces on the same would give two
   * answers, so the lower number has it.
   *
   * @param links all interfaces of the namespace
   * @param addresses of all of them
   * @param globals the global addresses
   * @param adapters the numbers of smtap's own interfaces, which are not outside
   */
  static Set<Offer> of(
      Collection<LinkState> links,
      Collection<InterfaceAddress> addresses,
      Set<InetAddress> globals,
      Set<Integer> adapters) {
    // No stream: most nodes have no such interface, and this is looked at each tick.
    List<LinkState> outside = new ArrayList<>();
    for (LinkState each : links) {
      if (isUsable(each) && !adapters.contains(each.ifindex())) {
        outside.add(each);
      }
    }
    if (outside.isEmpty()) {
      return Set.of();
    }
    outside.sort(Comparator.comparingInt(LinkState::ifindex));
    Map<SegmentAddress, Offer> found = new LinkedHashMap<>();
    for (LinkState link : outside) {
      for (InterfaceAddress each : addresses) {
        if (each.ifindex() == link.ifindex()) {
          add(found, each, globals);
        }
      }
    }
    return Set.copyOf(found.values());
  }

  private static void add(
      Map<SegmentAddress, Offer> found, InterfaceAddress own, Set<InetAddress> globals) {
    Segment segment = Segment.of(own.address(), own.prefixLength());
    if (segment.isHost()) {
      return;
    }
    for (InetAddress global : globals) {
      if (segment.contains(global)) {
        SegmentAddress what = new SegmentAddress(global, segment);
        found.putIfAbsent(what, new Offer(own.ifindex(), what));
      }
    }
  }

  /** Others can ask there for an address. */
  private static boolean isUsable(LinkState link) {
    boolean asks = (link.flags() & (LinkState.IFF_LOOPBACK | LinkState.IFF_NOARP)) == 0;
    return link.isUp() && link.carrier() && asks && link.mac() != 0;
  }
}
