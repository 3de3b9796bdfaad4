package dev.smtap.global;

import dev.smtap.global.Remembered.Place;
import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.Neighbour;
import dev.smtap.netlink.Route;
import dev.smtap.netlink.Rule;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What must be in the kernel for the claims of all living drivers of a namespace. Rules, by
 * preference:
 *
 * <ol>
 *   <li>{@code iif smg0 lookup local}, one for each GLOBAL interface: what came in on any of them
 *       has been through a driver, and goes up the local stack. (A rule {@code not iif smg0 to G}
 *       would select everything that is not to G as well: the kernel inverts the whole rule.)
 *   <li>{@code to G lookup} {@value #TABLE}, one for each global address: everything else, from
 *       outside and from programs here (which have {@code iif lo}), goes to the driver.
 *   <li>{@code lookup local}, the copy of the rule that is usually the first.
 * </ol>
 *
 * <p>In the table are {@code G dev smg0 src LOCAL} and, at a worse metric, {@code blackhole G}:
 * when the interface is down or gone with a killed driver, the kernel takes away the former, and a
 * packet to G must not run on to the default route, to come back from there. It is dropped, and a
 * client sends it again when the driver is back; packets to other addresses see nothing of it.
 *
 * <p>A rule that an operator adds without a preference gets that of the second rule less one, so it
 * comes before the local rule; {@link Interception#warnings} says so.
 *
 * <p>Immutable.
 *
 * @param claims of the living drivers
 * @param links their interfaces by number, those that are there
 */
record Policy(List<GlobalInterface> claims, Map<Integer, LinkState> links) {
  static final int TABLE = 71_071;
  static final int PREFERENCE_INCOMING = 1;
  static final int PREFERENCE_DESTINATION = 2;
  static final int PREFERENCE_LOCAL = 3;
  static final int METRIC_INTERFACE = 100;
  static final int METRIC_NOWHERE = 1_000;

  /** All global addresses. */
  Set<InetAddress> addresses() {
    Set<InetAddress> all = new HashSet<>();
    claims.forEach(claim -> all.addAll(claim.addresses()));
    return all;
  }

  /** All global addresses of a family. */
  Set<InetAddress> addresses(IpFamily family) {
    Set<InetAddress> all = addresses();
    all.removeIf(each -> IpFamily.of(each) != family);
    return all;
  }

  private static List<InetAddress> addresses(GlobalInterface claim, IpFamily family) {
    return claim.addresses().stream().filter(each -> IpFamily.of(each) == family).toList();
  }

  /** The rules of a family, but for the copy of the local one; none if there is no address. */
  List<Rule> rules(IpFamily family) {
    List<Rule> rules = new ArrayList<>();
    Set<InetAddress> all = addresses(family);
    if (all.isEmpty()) {
      return rules;
    }
    for (GlobalInterface claim : claims) {
      LinkState link = links.get(claim.ifindex());
      if (link != null) {
        rules.add(Rule.forIncoming(family, PREFERENCE_INCOMING, link.name(), Rule.TABLE_LOCAL));
      }
    }
    all.forEach(each -> rules.add(Rule.forDestination(PREFERENCE_DESTINATION, each, TABLE)));
    return rules;
  }

  static Rule localCopy(IpFamily family) {
    return Rule.forAll(family, PREFERENCE_LOCAL, Rule.TABLE_LOCAL);
  }

  static Rule localFirst(IpFamily family) {
    return Rule.forAll(family, 0, Rule.TABLE_LOCAL);
  }

  /** Whether a rule is one of ours, or of a driver that was killed. */
  static boolean isOurs(Rule rule) {
    if (!rule.isPlain() || rule.protocol() != Rule.PROTOCOL_KERNEL) {
      return false;
    }
    return switch (rule.preference()) {
      case PREFERENCE_INCOMING ->
          !rule.incoming().isEmpty()
              && rule.destination() == null
              && rule.table() == Rule.TABLE_LOCAL;
      case PREFERENCE_DESTINATION ->
          rule.incoming().isEmpty() && rule.destination() != null && rule.table() == TABLE;
      case PREFERENCE_LOCAL -> rule.isForAll(Rule.TABLE_LOCAL);
      default -> false;
    };
  }

  /** Routes into the interfaces that are up, and a route to nowhere for each address. */
  List<Route> routes(IpFamily family) {
    List<Route> routes = new ArrayList<>();
    for (GlobalInterface claim : claims) {
      @Nullable InetAddress source = source(claim, family);
      for (InetAddress address : addresses(claim, family)) {
        routes.add(Route.nowhere(address, TABLE, METRIC_NOWHERE));
        if (isUp(claim)) {
          routes.add(Route.over(address, TABLE, METRIC_INTERFACE, claim.ifindex(), source));
        }
      }
    }
    return routes;
  }

  private static @Nullable InetAddress source(GlobalInterface claim, IpFamily family) {
    return claim.sources().stream()
        .filter(each -> IpFamily.of(each) == family)
        .min((a, b) -> Arrays.compareUnsigned(a.getAddress(), b.getAddress()))
        .orElse(null);
  }

  /** Permanent, because a kernel takes no answer for an address that is its own. */
  List<Neighbour> neighbours(IpFamily family) {
    List<Neighbour> neighbours = new ArrayList<>();
    for (GlobalInterface claim : claims) {
      if (isUp(claim)) {
        addresses(claim, family)
            .forEach(each ->
                neighbours.add(Neighbour.permanent(claim.ifindex(), each, claim.neighbourMac())));
      }
    }
    return neighbours;
  }

  private boolean isUp(GlobalInterface claim) {
    LinkState link = links.get(claim.ifindex());
    return link != null && link.isUp();
  }

  /** The settings of the kernel that must be ours, and what they must be. */
  Map<Place, Integer> settings() {
    Map<Place, Integer> wanted = new TreeMap<>();
    places().forEach(each -> wanted.put(each, each.setting().value()));
    for (GlobalInterface claim : claims) {
      PortRange ports = claim.ports();
      if (ports != null && !claim.addresses().isEmpty()) {
        wanted.put(new Place(Setting.EPHEMERAL_PORTS, 0), Setting.value(ports));
      }
    }
    return wanted;
  }

  private Set<Place> places() {
    Set<Place> places = new TreeSet<>();
    for (GlobalInterface claim : claims) {
      if (!claim.addresses().isEmpty()) {
        places.add(new Place(Setting.EARLY_DEMUX, 0));
      }
      for (Setting each :
          List.of(
              Setting.ACCEPT_LOCAL,
              Setting.REVERSE_PATH,
              Setting.ARP_ANNOUNCE,
              Setting.ACCEPT_DAD)) {
        places.add(new Place(each, claim.ifindex()));
      }
      for (int ifindex : claim.localInterfaces()) {
        places.add(new Place(Setting.REVERSE_PATH, ifindex));
        places.add(new Place(Setting.ARP_ANNOUNCE, ifindex));
      }
      claim.outsideInterfaces().forEach(each -> places.add(new Place(Setting.ARP_ANNOUNCE, each)));
    }
    return places;
  }
}
