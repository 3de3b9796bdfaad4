package dev.smtap.global;

import dev.smtap.netlink.RouteSocket;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;

/**
 * The sockets by which everything around a GLOBAL interface asks and tells the kernel. One thread
 * at a time, which may be in any namespace.
 *
 * @param namespace the one that they belong to; stays open as long as they do
 * @param routing rules, routes, neighbours and addresses
 * @param links interfaces
 */
record KernelSockets(Namespace namespace, RoutingSocket routing, RouteSocket links)
    implements AutoCloseable {
  /** Opens them. */
  static KernelSockets open(Namespace namespace) throws SystemException {
    RoutingSocket routing = namespace.run(RoutingSocket::open);
    try {
      return new KernelSockets(namespace, routing, namespace.run(RouteSocket::open));
    } catch (SystemException e) {
      routing.close();
      throw e;
    }
  }

  @Override
  public void close() {
    routing.close();
    links.close();
  }
}
