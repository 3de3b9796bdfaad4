package dev.smtap.cli.doctor;

import dev.smtap.cli.firewall.ClosedChain;
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
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a firewall drops what comes in from outside for a global address: all of it, or flows of
 * which only one way comes by, because the reply leaves by a physical interface of the node that
 * has the socket.
 */
final class FirewallCheck {
  /** What Docker, libvirt, podman, LXD and others call their bridges. */
  private static final Pattern CONTAINERS =
      Pattern.compile(
          "docker0|br-[0-9a-f]{12}|(virbr|cni|cni-podman|podman|lxcbr|lxdbr|incusbr)[0-9]+");

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

  /** Whether packets for global addresses may come in from outside and go on to their owners. */
  static boolean isIngress(Inspection here) {
    return here.globals().stream()
        .anyMatch(address -> !entrances(here, IpFamily.of(address)).isEmpty());
  }

  /** Interfaces by which they come in: a bridge to containers of this machine is none. */
  private static Set<String> entrances(Inspection here, IpFamily family) {
    return here.outside().stream()
        .filter(each -> each.family() == family && each.forwards())
        .map(Inspection.OutsideInterface::name)
        .filter(each -> !CONTAINERS.matcher(each).matches())
        .collect(Collectors.toSet());
  }

  /** Judges whether anything from outside gets through the firewall of a namespace. */
  static List<Finding> judgeClosed(Firewall firewall, Inspection here, Place place) {
    Map<Integer, String> names = names(here);
    List<Finding> findings = new ArrayList<>();
    for (GlobalInterface claim : here.claims()) {
      for (IpFamily family : IpFamily.values()) {
        firewall.closed(entrances(here, family), way(claim, family, here, names)).stream()
            .map(each -> finding(each, place))
            .forEach(findings::add);
      }
    }
    return findings;
  }

  private static ClosedChain.Way way(
      GlobalInterface claim, IpFamily family, Inspection here, Map<Integer, String> names) {
    Set<InetAddress> addresses =
        claim.addresses().stream()
            .filter(each -> IpFamily.of(each) == family)
            .collect(Collectors.toSet());
    Set<String> locals =
        claim.localInterfaces().stream()
            .map(names::get)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return new ClosedChain.Way(
        family, addresses, names.getOrDefault(claim.ifindex(), ""), locals, inside(here, names));
  }

  private static Finding finding(ClosedChain closed, Place place) {
    return new Finding(
        Topic.FIREWALL,
        place.toString(),
        closed.wrong(),
        "no client outside reaches a global address by this node: it waits in vain, or is refused",
        "let it in, as the command does for all ports (narrow it where that is too much); put it"
            + " into the firewall's own configuration as well, or it is gone at the next reload"
            + " (with firewalld, a policy with target ACCEPT to the zone of the interface)",
        closed.commands().stream().map(place::inside).toList());
  }

  /** Judges the firewall of a namespace for flows of which only one way comes by. */
  static List<Finding> judge(
      Firewall firewall, Inspection here, List<InetAddress> oneWay, Place place) {
    Map<Integer, String> names = names(here);
    Set<String> inside = inside(here, names);
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

  private static Map<Integer, String> names(Inspection here) {
    return here.links().stream().collect(Collectors.toMap(LinkState::ifindex, LinkState::name));
  }

  private static Set<String> inside(Inspection here, Map<Integer, String> names) {
    return here.claims().stream()
        .flatMap(each -> Stream.concat(Stream.of(each.ifindex()), each.localInterfaces().stream()))
        .map(each -> names.getOrDefault(each, ""))
        .collect(Collectors.toSet());
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
