package dev.smtap.cli.doctor;

import dev.smtap.cli.ShellWord;
import dev.smtap.global.Inspection;
import dev.smtap.global.Inspection.OutsideInterface;
import dev.smtap.netlink.IpFamily;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether packets that come in from outside for a global address go on to its owner. Forwarding is
 * the operator's setting, so its lack is wrong only where the address is within the subnet of an
 * outside interface: hosts there ask for it, and this node would answer.
 */
final class ForwardingCheck {
  private ForwardingCheck() {}

  /** Judges a namespace. */
  static List<Finding> judge(Inspection found, Place place) {
    return found.outside().stream()
        .filter(each -> !each.forwards() && !each.globals().isEmpty())
        .map(each -> finding(each, place))
        .toList();
  }

  /** Where forwarding is off and no host outside asks for a global address: one sentence each. */
  static List<String> hints(Inspection found, Place place) {
    Set<IpFamily> families = found.globals().stream().map(IpFamily::of).collect(Collectors.toSet());
    return found.outside().stream()
        .filter(each -> !each.forwards() && each.globals().isEmpty())
        .filter(each -> families.contains(each.family()))
        .map(each ->
            "interface "
                + each.name()
                + " in "
                + place
                + " does not forward "
                + each.family()
                + ": packets for global addresses that come in there end there, which is right"
                + " where none come")
        .toList();
  }

  private static Finding finding(OutsideInterface outside, Place place) {
    boolean isIpv4 = outside.family() == IpFamily.IPV4;
    String addresses =
        outside.globals().stream()
            .map(InetAddress::getHostAddress)
            .sorted()
            .collect(Collectors.joining(", "));
    // sysctl(8) wants a slash for a dot in an interface's name.
    String name = outside.name().replace('.', '/');
    String setting =
        isIpv4 ? "net.ipv4.conf." + name + ".forwarding" : "net.ipv6.conf.all.forwarding";
    return new Finding(
        Topic.FORWARDING,
        place.toString(),
        "interface " + outside.name() + " does not forward " + outside.family(),
        "this node does not answer there for " + addresses + ", which is in its subnet",
        isIpv4
            ? "let it forward, also in /etc/sysctl.d"
            : "let this node forward, also in /etc/sysctl.d; it then takes no routes from router"
                + " advertisements unless accept_ra is 2 (Linux 6.17 and newer can do with forwarding and"
                + " force_forwarding of the interfaces concerned)",
        List.of(place.inside("sysctl -w " + ShellWord.of(setting + "=1"))));
  }
}
