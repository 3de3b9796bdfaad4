package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.Neighbour;
import dev.smtap.netlink.Route;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.netlink.Rule;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the routes of our table and the permanent neighbours of one family as the {@link Policy}
 * wants them. Only what is missing is set: routing daemons hear of every change. In one's turn.
 */
final class RouteKeeper {
  private final IpFamily family;
  private final RoutingSocket kernel;

  RouteKeeper(IpFamily family, RoutingSocket kernel) {
    this.family = family;
    this.kernel = kernel;
  }

  /**
   * Adds what is missing.
   *
   * @return warnings about what could not be had as wanted
   */
  List<String> add(Policy policy) throws SystemException {
    List<String> warnings = new ArrayList<>();
    List<Neighbour> neighbours = policy.neighbours(family);
    for (int ifindex : neighbours.stream().map(Neighbour::ifindex).distinct().toList()) {
      List<Neighbour> known = kernel.neighbours(family, ifindex);
      for (Neighbour each : neighbours) {
        if (each.ifindex() == ifindex && !known.contains(each)) {
          kernel.setNeighbour(each);
        }
      }
    }
    List<Route> before = kernel.routes(family, Policy.TABLE);
    for (Route each : policy.routes(family)) {
      if (!before.contains(each)) {
        set(each, before, warnings);
      }
    }
    return warnings;
  }

  /** A source address may have gone meanwhile, or not be free of duplicates yet. */
  private void set(Route route, List<Route> before, List<String> warnings) throws SystemException {
    InetAddress source = route.source();
    try {
      kernel.setRoute(route);
    } catch (SystemException e) {
      if (source == null) {
        throw e;
      }
      warnings.add(
          source.getHostAddress()
              + " is no usable address of this node, and cannot be the source of what programs here"
              + " send to "
              + route.destination().getHostAddress());
      Route without =
          Route.over(route.destination(), route.table(), route.metric(), route.ifindex(), null);
      if (!before.contains(without)) {
        kernel.setRoute(without);
      }
    }
  }

  /** Deletes what is not wanted: the neighbours first, because the routes tell where they are. */
  void deleteSurplus(Policy policy) throws SystemException {
    for (Route each : surplus(policy)) {
      if (each.kind() == Route.Kind.UNICAST) {
        kernel.deleteNeighbour(Neighbour.permanent(each.ifindex(), each.destination(), 0));
      }
      kernel.deleteRoute(each);
    }
  }

  /** Routes that are not wanted: left by a driver that was killed. */
  List<Route> surplus(Policy policy) throws SystemException {
    List<Route> wanted = policy.routes(family);
    return kernel.routes(family, Policy.TABLE).stream()
        .filter(each -> each.protocol() == Rule.PROTOCOL_KERNEL)
        .filter(each -> wanted.stream().noneMatch(other -> isSame(each, other)))
        .toList();
  }

  /** Routes that are wanted and not there. */
  List<Route> missing(Policy policy) throws SystemException {
    List<Route> present = kernel.routes(family, Policy.TABLE);
    return policy.routes(family).stream()
        .filter(each -> present.stream().noneMatch(other -> isSame(each, other)))
        .toList();
  }

  /** The same but for the source address, without which one may have to do. */
  private static boolean isSame(Route one, Route other) {
    return one.kind() == other.kind()
        && one.ifindex() == other.ifindex()
        && one.metric() == other.metric()
        && one.destination().equals(other.destination());
  }
}
