package dev.smtap.cli.doctor;

import dev.smtap.cli.firewall.Firewall;
import dev.smtap.cli.firewall.OneWayTrouble;
import dev.smtap.global.GlobalInterface;
import dev.smtap.global.Inspection;
import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a stateful firewall drops flows of which only one way comes by: a packet for a global
 * address comes in here from outside, and the reply leaves by a physical interface of the node that
 * has the socket.
 */
final class FirewallCheck {
  private FirewallCheck() {}

  /**
   * Global addresses of a namespace for which packets may come in from outside, while another
   * namespace has the same address and a way out of its own.
   */
  static List<InetAddress> oneWay(Inspection here, Collection<Inspection> others) {
    return here.globals().stream()
        .filter(address -> hasOutside(here, IpFamily.of(address)))
        .filter(address ->
            others.stream()
                .anyMatch(other ->
                    other.globals().contains(address) && hasOutside(other, IpFamily.of(address))))
        .toList();
  }

  private static boolean hasOutside(Inspection place, IpFamily family) {
    return place.outside().stream().anyMatch(each -> each.family() == family);
  }

  /** Judges the firewall of a namespace. */
  static List<Finding> judge(
      Firewall firewall, Inspection here, List<InetAddress> oneWay, Place place) {
    Map<Integer, String> names =
        here.links().stream().collect(Collectors.toMap(LinkState::ifindex, LinkState::name));
    Set<String> inside =
        here.claims().stream()
            .flatMap(
                each -> Stream.concat(Stream.of(each.ifindex()), each.localInterfaces().stream()))
            .map(each -> names.getOrDefault(each, ""))
            .collect(Collectors.toSet());
    List<Finding> findings = new ArrayList<>();
    for (GlobalInterface claim : here.claims()) {
      for (InetAddress address : claim.addresses()) {
        if (oneWay.contains(address)) {
          firewall
              .oneWayTrouble(address, inside, names.getOrDefault(claim.ifindex(), ""))
              .ifPresent(trouble -> findings.add(finding(trouble, place)));
        }
      }
    }
    return findings;
  }

  private static Finding finding(OneWayTrouble trouble, Place place) {
    String more =
        trouble.dropsUntracked()
            ? ", and accept what is not tracked: that lets in every port of it, so narrow the rule"
                + " by port as yours for new connections do"
            : "";
    return new Finding(
        Topic.FIREWALL,
        place.toString(),
        trouble.wrong(),
        "connections from outside that come in here are made, and then hang, when their server is"
            + " on a node with a way out of its own",
        "do not track this address"
            + more
            + "; put it into the firewall's own configuration as well, or it is gone at the next"
            + " reload",
        trouble.commands().stream().map(place::inside).toList());
  }
}
