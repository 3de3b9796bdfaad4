package dev.smtap.netlink;

import java.net.InetAddress;

/**
 * An address for which the kernel answers on an interface though it is not its own ({@code ip
 * neighbour add proxy}). Tried on Linux 6.18: IPv4 only where the interface forwards and the way to
 * the address leads out of another one; IPv6 only where the interface forwards and proxy_ndp is 1,
 * whatever the way to the address is.
 *
 * @param ifindex the interface
 * @param address the address
 * @param isRouter whether an answer calls the address that of a router; IPv6 only
 * @param protocol who made the entry, 0 for nobody in particular (as that of a route)
 */
public record ProxyNeighbour(int ifindex, InetAddress address, boolean isRouter, int protocol) {}
