package dev.smtap.cli.doctor;

import dev.smtap.cli.ShellWord;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.global.GlobalAdapter;
import dev.smtap.global.Inspection;
import dev.smtap.global.Interception;
import dev.smtap.netlink.LinkState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether packets to global addresses come to the driver, and nothing is left of dead ones. */
final class InterceptionCheck {
  private InterceptionCheck() {}

  /**
   * Judges a namespace.
   *
   * @param globals interfaces there of living nodes on global networks
   * @param clean the command that removes what dead drivers left
   */
  static List<Finding> judge(Inspection found, Set<Integer> globals, Place place, String clean) {
    List<Finding> findings = new ArrayList<>();
    for (LinkState link : found.links()) {
      boolean isGlobal = globals.contains(link.ifindex()) && link.group() == GlobalAdapter.GROUP;
      boolean isClaimed =
          found.claims().stream().anyMatch(each -> each.ifindex() == link.ifindex());
      if (isGlobal && !isClaimed) {
        findings.add(unclaimed(link, place));
      }
    }
    found.settings().forEach(each -> findings.add(setting(each, place)));
    if (!found.missing().isEmpty()) {
      findings.add(
          new Finding(
              Topic.INTERCEPTION,
              place.toString(),
              "missing: " + String.join("; ", found.missing()),
              "packets to global addresses stay on the node that they come in on",
              "a driver that runs puts back a rule at once, and a route within three minutes: see"
                  + " whether it hangs, or logs that it may not",
              List.of()));
    }
    found.leftOut().forEach(each -> findings.add(leftOut(each, place)));
    if (!found.leftBehind().isEmpty()) {
      findings.add(leftBehind(found, place, clean));
    }
    return findings;
  }

  private static Finding unclaimed(LinkState link, Place place) {
    return new Finding(
        Topic.INTERCEPTION,
        place.toString(),
        "interface " + link.name() + " is GLOBAL, but its driver intercepts nothing",
        "packets to its addresses stay on the node that they come in on",
        "the driver tries it each second, and says in its log what it may not do; it must be able"
            + " to write to /proc/sys/net, and to "
            + Interception.DEFAULT_DIRECTORY,
        List.of());
  }

  private static Finding setting(Inspection.WrongSetting setting, Place place) {
    return new Finding(
        Topic.INTERCEPTION,
        place.toString(),
        setting.name() + " is " + setting.value() + ", and must be " + setting.wanted(),
        effect(setting.name()),
        "set it; a driver that runs does so within three minutes, and mostly at once: if it is"
            + " wrong again, see whether the driver hangs, or may not write to /proc/sys",
        List.of(
            place.inside("sysctl -w " + ShellWord.of(setting.name() + "=" + setting.wanted()))));
  }

  /** What comes of a setting that is not as it must be, see {@code global.Setting}. */
  private static String effect(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return switch (last) {
      case "ip_early_demux" ->
          "flows to a global address whose socket is on the node that they come in on die at their"
              + " second packet";
      case "rp_filter" -> "packets from or to global addresses are dropped as spoofed";
      case "accept_local" -> "packets to a global address that come from this node are dropped";
      case "arp_announce" -> "neighbours learn this node's MAC address for a global address";
      case "ip_local_port_range" ->
          "connections that this node opens may have the address and port of another node's";
      case "accept_dad" -> "a global IPv6 address is taken for a duplicate, and not used";
      default -> "packets to global addresses get lost";
    };
  }

  private static Finding leftOut(String addresses, Place place) {
    return new Finding(
        Topic.INTERCEPTION,
        place.toString(),
        "more than "
            + GlobalAreaDescriptor.MOST_ADDRESSES
            + " addresses, so these are not served: "
            + addresses,
        "packets to them stay on the node that they come in on",
        "put them on another global network, and take them away here",
        List.of());
  }

  private static Finding leftBehind(Inspection found, Place place, String clean) {
    return new Finding(
        Topic.LEFTOVERS,
        place.toString(),
        "a node of a global network was killed, and left: " + String.join("; ", found.leftBehind()),
        "packets from here to its global addresses are dropped",
        "start the node again, or remove what it left",
        List.of(clean));
  }
}
