package dev.smtap.global;

import dev.smtap.netlink.InterfaceAddress;
import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.netlink.Rule;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks for an {@link Inspection}. On a thread in the namespace, in one's turn if there is one. */
final class Inspector {
  private final RoutingSocket routing;
  private final RouteSocket links;
  private final Policy policy;
  private final List<String> missing = new ArrayList<>();
  private final List<String> leftBehind = new ArrayList<>();

  /** Looks for drivers that want this. */
  Inspector(RoutingSocket routing, RouteSocket links, Policy policy) {
    this.routing = routing;
    this.links = links;
    this.policy = policy;
  }

  Inspection inspect(SettingKeeper settings) throws SystemException {
    for (IpFamily family : IpFamily.present()) {
      RuleKeeper rules = new RuleKeeper(family, routing);
      List<Rule> wanted = policy.rules(family);
      rules.missing(wanted).forEach(each -> missing.add("the " + each));
      rules.surplus(wanted).forEach(each -> leftBehind.add("the " + each));
      RouteKeeper routes = new RouteKeeper(family, routing);
      routes.missing(policy).forEach(each -> missing.add("the " + each));
      routes.surplus(policy).forEach(each -> leftBehind.add("the " + each));
    }
    settings.leftBehind(policy.settings()).forEach(leftBehind::add);
    List<LinkState> all = links.getLinks();
    List<InterfaceAddress> addresses = routing.addresses(0);
    return new Inspection(
        policy.claims(),
        all,
        missing,
        leftBehind,
        settings.wrong(policy.settings()),
        leftOut(all, addresses),
        outside(all, addresses));
  }

  private List<String> leftOut(List<LinkState> all, List<InterfaceAddress> addresses) {
    List<String> found = new ArrayList<>();
    for (GlobalInterface claim : policy.claims()) {
      for (LinkState link : all) {
        if (link.ifindex() == claim.ifindex()) {
          new Surroundings(addresses, link.ifindex(), OwnInterfaces.NONE)
              .leftOutText()
              .ifPresent(each -> found.add(each + " on " + link.name()));
        }
      }
    }
    return found;
  }

  private List<Inspection.OutsideInterface> outside(
      List<LinkState> all, List<InterfaceAddress> addresses) {
    Set<Integer> own = new HashSet<>();
    for (GlobalInterface claim : policy.claims()) {
      own.add(claim.ifindex());
      own.addAll(claim.localInterfaces());
    }
    Set<Offer> offers = Offers.of(all, addresses, policy.addresses(), own);
    List<Inspection.OutsideInterface> found = new ArrayList<>();
    for (LinkState link : all) {
      boolean isOutside = link.isUp() && (link.flags() & LinkState.IFF_LOOPBACK) == 0;
      for (IpFamily family : IpFamily.present()) {
        if (isOutside && !own.contains(link.ifindex()) && has(addresses, link, family)) {
          boolean forwards = Forwarding.isOn(family, link.name());
          found.add(
              new Inspection.OutsideInterface(
                  link.name(), family, forwards, offered(offers, link, family)));
        }
      }
    }
    return found;
  }

  private static boolean has(List<InterfaceAddress> addresses, LinkState link, IpFamily family) {
    return addresses.stream()
        .anyMatch(each ->
            each.ifindex() == link.ifindex()
                && each.isRoutable()
                && IpFamily.of(each.address()) == family);
  }

  private static Set<InetAddress> offered(Set<Offer> offers, LinkState link, IpFamily family) {
    Set<InetAddress> found = new HashSet<>();
    for (Offer each : offers) {
      if (each.ifindex() == link.ifindex() && IpFamily.of(each.address()) == family) {
        found.add(each.address());
      }
    }
    return found;
  }
}
