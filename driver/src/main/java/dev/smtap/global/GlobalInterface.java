package dev.smtap.global;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be intercepted for one GLOBAL interface.
 *
 * @param ifindex the GLOBAL interface
 * @param neighbourMac where the kernel is to send packets for the global addresses: 48 bits, first
 *     byte highest
 * @param addresses the global addresses on it
 * @param sources addresses of local networks, of which programs of this node that ask for none get
 *     one as their source when they speak to a global address
 * @param localInterfaces interfaces of local networks, over which replies come from a global
 *     address
 * @param outsideInterfaces other interfaces, which must not announce a global address
 * @param ports the ports that outgoing connections take, null for any
 */
public record GlobalInterface(
    int ifindex,
    long neighbourMac,
    Set<InetAddress> addresses,
    Set<InetAddress> sources,
    Set<Integer> localInterfaces,
    Set<Integer> outsideInterfaces,
    @Nullable PortRange ports) {
  public GlobalInterface {
    addresses = Set.copyOf(addresses);
    sources = Set.copyOf(sources);
    localInterfaces = Set.copyOf(localInterfaces);
    outsideInterfaces = Set.copyOf(outsideInterfaces);
  }

  /** Without addresses, and alone on its node. */
  public GlobalInterface(int ifindex, long neighbourMac) {
    this(ifindex, neighbourMac, Set.of(), Set.of(), Set.of(), Set.of(), null);
  }

  /** The same with other global addresses. */
  public GlobalInterface withAddresses(Set<InetAddress> others) {
    return new GlobalInterface(
        ifindex, neighbourMac, others, sources, localInterfaces, outsideInterfaces, ports);
  }

  /** The same with other local networks around it. */
  public GlobalInterface withLocal(Set<InetAddress> otherSources, Set<Integer> interfaces) {
    return new GlobalInterface(
        ifindex, neighbourMac, addresses, otherSources, interfaces, outsideInterfaces, ports);
  }

  /** The same with other outside interfaces. */
  public GlobalInterface withOutside(Set<Integer> interfaces) {
    return new GlobalInterface(
        ifindex, neighbourMac, addresses, sources, localInterfaces, interfaces, ports);
  }

  /** The same with other ports for outgoing connections. */
  GlobalInterface withPorts(@Nullable PortRange others) {
    return new GlobalInterface(
        ifindex, neighbourMac, addresses, sources, localInterfaces, outsideInterfaces, others);
  }
}
