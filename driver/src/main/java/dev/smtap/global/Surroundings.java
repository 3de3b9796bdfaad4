package dev.smtap.global;

import dev.smtap.netlink.InterfaceAddress;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The addresses in the namespace of a GLOBAL interface, as they are around it. Immutable.
 *
 * @param all those of all interfaces
 * @param ifindex the GLOBAL interface
 * @param own this node's interfaces, among them that one
 */
record Surroundings(Collection<InterfaceAddress> all, int ifindex, OwnInterfaces own) {
  private static final int LOOPBACK = 1;

  /** The global addresses. */
  Set<InetAddress> global() {
    return addresses(Set.of(ifindex));
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
