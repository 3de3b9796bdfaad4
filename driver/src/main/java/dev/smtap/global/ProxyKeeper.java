package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.ProxyNeighbour;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The proxy entries that drivers made in a namespace. They carry a number of their own, which the
 * kernel keeps (tried on Linux 6.18) and which tells them from those of operators; whose they are
 * tells the address, which only one living driver of a namespace can have. One thread.
 */
final class ProxyKeeper {
  /** Not used by anyone else in linux/rtnetlink.h nor in iproute2's rt_protos. */
  static final int PROTOCOL = 71;

  private final RoutingSocket kernel;

  ProxyKeeper(RoutingSocket kernel) {
    this.kernel = kernel;
  }

  /** One of ours. A node that answers forwards, so in IPv6 it is a router. */
  static ProxyNeighbour entry(Offer offer) {
    InetAddress address = offer.address();
    boolean isRouter = IpFamily.of(address) == IpFamily.IPV6;
    return new ProxyNeighbour(offer.ifindex(), address, isRouter, PROTOCOL);
  }

  /** All that there are, of whomever. */
  List<ProxyNeighbour> list() throws SystemException {
    List<ProxyNeighbour> all = new ArrayList<>();
    for (IpFamily family : IpFamily.present()) {
      all.addAll(kernel.proxies(family));
    }
    return all;
  }

  /** Deletes ours for these addresses. */
  void delete(Set<InetAddress> addresses) throws SystemException {
    if (!addresses.isEmpty()) {
      delete(addresses::contains);
    }
  }

  /** Deletes ours for addresses that no living driver has. */
  void deleteAllBut(Set<InetAddress> living) throws SystemException {
    delete(each -> !living.contains(each));
  }

  /** Ours for addresses that no living driver has. */
  List<ProxyNeighbour> surplus(Set<InetAddress> living) throws SystemException {
    return list().stream()
        .filter(each -> each.protocol() == PROTOCOL && !living.contains(each.address()))
        .toList();
  }

  private void delete(Predicate<InetAddress> addresses) throws SystemException {
    for (ProxyNeighbour each : list()) {
      if (each.protocol() == PROTOCOL && addresses.test(each.address())) {
        kernel.deleteProxy(each);
      }
    }
  }
}
