package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.util.List;

/**
 * Asks and tells the kernel about rules, routes, neighbours and addresses, one request at a time
 * (rtnetlink(7)). It belongs to the namespace in which it was opened, whatever the calling thread
 * enters later. One thread at a time. Changes are noticed by {@link RoutingMonitor}.
 */
public final class RoutingSocket implements AutoCloseable {
  private final Conversation kernel;

  private RoutingSocket(Conversation kernel) {
    this.kernel = kernel;
  }

  /** Opens one in the namespace of the calling thread. */
  public static RoutingSocket open() throws SystemException {
    Conversation kernel = Conversation.open();
    try {
      kernel.restrictLists();
    } catch (SystemException e) {
      kernel.close();
      throw e;
    }
    return new RoutingSocket(kernel);
  }

  /** What no other network namespace has had since the machine started (Linux 5.14). */
  public long namespaceCookie() throws SystemException {
    return kernel.namespaceCookie();
  }

  /** All rules of a family, in the order in which the kernel tries them. */
  public List<Rule> rules(IpFamily family) throws SystemException {
    return kernel.list(
        RoutingMessages.listRules(family), "the " + family + " rules", RoutingParser::rule);
  }

  /** Adds a rule behind those of the same preference; false if the very same was there. */
  public boolean addRule(Rule rule) throws SystemException {
    return kernel.requestUnless(
        Errno.EEXIST, RoutingMessages.addRule(rule), "add the", rule.toString());
  }

  /** Deletes a rule; false if there was none. */
  public boolean deleteRule(Rule rule) throws SystemException {
    return kernel.requestUnless(
        Errno.ENOENT, RoutingMessages.deleteRule(rule), "delete the", rule.toString());
  }

  /** The routes of a table that lead to single addresses; a table without routes is none. */
  public List<Route> routes(IpFamily family, int table) throws SystemException {
    return kernel.listUnless(
        Errno.ENOENT,
        RoutingMessages.listRoutes(family, table),
        "the " + family + " routes in table " + table,
        RoutingParser::route);
  }

  /** Adds a route, or replaces the one of the same destination, table and metric. */
  public void setRoute(Route route) throws SystemException {
    kernel.request(RoutingMessages.setRoute(route), "set the route", route.toString());
  }

  /** Deletes a route; false if there was none. */
  public boolean deleteRoute(Route route) throws SystemException {
    return kernel.requestUnless(
        Errno.ESRCH, RoutingMessages.deleteRoute(route), "delete the route", route.toString());
  }

  /** The neighbours that an interface knows, none if it is gone. */
  public List<Neighbour> neighbours(IpFamily family, int ifindex) throws SystemException {
    return kernel.listUnless(
        Errno.ENODEV,
        RoutingMessages.listNeighbours(family, ifindex),
        "the neighbours on interface " + ifindex,
        RoutingParser::neighbour);
  }

  /** Adds a permanent neighbour, or makes the one of that address permanent. */
  public void setNeighbour(Neighbour neighbour) throws SystemException {
    kernel.request(
        RoutingMessages.setNeighbour(neighbour), "set the neighbour", subject(neighbour));
  }

  /** Deletes a neighbour; false if there was none, or the interface is gone. */
  public boolean deleteNeighbour(Neighbour neighbour) throws SystemException {
    return delete(
        RoutingMessages.deleteNeighbour(neighbour), "delete the neighbour", subject(neighbour));
  }

  private boolean delete(MessageBuilder message, String attempted, String subject)
      throws SystemException {
    try {
      return kernel.requestUnless(Errno.ENOENT, message, attempted, subject);
    } catch (SystemException e) {
      if (e.errno() == Errno.ENODEV) {
        return false;
      }
      throw e;
    }
  }

  private static String subject(Neighbour neighbour) {
    return subject(neighbour.address(), neighbour.ifindex());
  }

  private static String subject(InetAddress address, int ifindex) {
    return address.getHostAddress() + " on interface " + ifindex;
  }

  /** The addresses of an interface, none if it is gone, or of all interfaces for 0. */
  public List<InterfaceAddress> addresses(int ifindex) throws SystemException {
    return kernel.listUnless(
        Errno.ENODEV,
        RoutingMessages.listAddresses(ifindex),
        ifindex == 0 ? "the addresses" : "the addresses of interface " + ifindex,
        RoutingParser::address);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
