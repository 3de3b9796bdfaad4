package dev.smtap.global;

import static dev.smtap.facility.GlobalAreaDescriptor.MOST_ADDRESSES;

import dev.smtap.netlink.InterfaceAddress;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses in the namespace of a GLOBAL interface, as they are around it. Immutable.
 *
 * @param all those of all interfaces
 * @param ifindex the GLOBAL interface
 * @param own this node's interfaces, among them that one
 */
record Surroundings(Collection<InterfaceAddress> all, int ifindex, OwnInterfaces own) {
  private static final int LOOPBACK = 1;

  /** Addresses that a sentence names; the others are counted. */
  private static final int MOST_NAMED = 16;

  /** IPv4 first, then by number. */
  private static final Comparator<InetAddress> ORDER =
      Comparator.<InetAddress>comparingInt(each -> each.getAddress().length)
          .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

  /**
   * The global addresses that this node serves: the first in their order, as many as it can say
   * that it does. So nodes with the same addresses serve the same ones.
   */
  Set<InetAddress> global() {
    return inOrder().limit(MOST_ADDRESSES).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The others on the GLOBAL interface: they stay this node's own. */
  List<InetAddress> leftOut() {
    return inOrder().skip(MOST_ADDRESSES).toList();
  }

  private Stream<InetAddress> inOrder() {
    return addresses(Set.of(ifindex)).stream().sorted(ORDER);
  }

  /** In words, for who looks after them; empty if there are none. */
  Optional<String> leftOutText() {
    List<InetAddress> all = leftOut();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    String named =
        all.stream()
            .limit(MOST_NAMED)
            .map(InetAddress::getHostAddress)
            .collect(Collectors.joining(", "));
    int others = all.size() - MOST_NAMED;
    return Optional.of(others > 0 ? named + " and " + others + " more" : named);
  }

  /** Addresses on local networks, which programs get as source towards a global one. */
  Set<InetAddress> sources() {
    return addresses(own.locals());
  }

  private Set<InetAddress> addresses(Set<Integer> interfaces) {
    Set<InetAddress> found = new HashSet<>();
    for (InterfaceAddress each : all) {
      if (interfaces.contains(each.ifindex()) && each.isRoutable()) {
        found.add(each.address());
      }
    }
    return found;
  }

  /** Interfaces that are neither of smtap nor the loopback. */
  Set<Integer> outside() {
    Set<Integer> found = new HashSet<>();
    for (InterfaceAddress each : all) {
      int number = each.ifindex();
      if (number != LOOPBACK && number != ifindex && !own.all().contains(number)) {
        found.add(number);
      }
    }
    return found;
  }

  /** The local networks. */
  Set<Segment> partition() {
    Set<Segment> found = new HashSet<>();
    for (InterfaceAddress each : all) {
      if (own.locals().contains(each.ifindex())) {
        found.add(Segment.of(each.address(), each.prefixLength()));
      }
    }
    return found;
  }

  /** Every address of this node. */
  GlobalAddresses ofNode() {
    return new GlobalAddresses(all.stream().map(InterfaceAddress::address).toList());
  }
}
