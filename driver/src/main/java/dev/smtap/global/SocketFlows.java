package dev.smtap.global;

import dev.smtap.netlink.SocketEnd;
import dev.smtap.netlink.SocketFlow;
import dev.smtap.netlink.SocketProtocol;
import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Flows as the kernel is asked about them, and back. Static functions; any thread. */
final class SocketFlows {
  private static final int IPV6_BYTES = 16;

  private SocketFlows() {}

  /** A flow as the kernel is asked about it, or null if its protocol has no sockets. */
  static @Nullable SocketFlow of(FlowKey key) {
    SocketProtocol protocol = SocketProtocol.of(key.protocol());
    boolean isOneFamily =
        FlowKey.isMapped(key.localHigh(), key.localLow())
            == FlowKey.isMapped(key.foreignHigh(), key.foreignLow());
    if (protocol == null || !isOneFamily) {
      return null;
    }
    return new SocketFlow(
        protocol,
        new SocketEnd(address(key.localHigh(), key.localLow()), key.localPort()),
        new SocketEnd(address(key.foreignHigh(), key.foreignLow()), key.foreignPort()));
  }

  /** The key of a socket's flow. */
  static FlowKey key(SocketProtocol protocol, SocketEnd local, SocketEnd foreign) {
    return new FlowKey()
        .setProtocol(protocol.number())
        .setPorts(local.port(), foreign.port())
        .setLocal(GlobalAddresses.high(local.address()), GlobalAddresses.low(local.address()))
        .setForeign(
            GlobalAddresses.high(foreign.address()), GlobalAddresses.low(foreign.address()));
  }

  /** The address of two words. */
  static InetAddress address(long high, long low) {
    byte[] bytes = ByteBuffer.allocate(IPV6_BYTES).putLong(high).putLong(low).array();
    try {
      // A mapped one becomes the IPv4 address that it stands for.
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
