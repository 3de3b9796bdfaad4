package dev.smtap.global;

import dev.smtap.netlink.ProxyNeighbour;
import dev.smtap.tap.InternetChecksum;
import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Frames that tell all hosts of a segment which MAC address has a global address now. Pure
 * functions.
 */
final class Announcement {
  private static final int ETHERNET_BYTES = FrameLimits.ETHERNET_HEADER_BYTES;
  private static final int ARP_BYTES = 28;
  private static final int REQUEST = 1;
  private static final int REPLY = 2;

  private static final int IPV6 = 0x86dd;
  private static final int IPV6_BYTES = 40;
  private static final int ICMPV6 = 58;
  private static final int HOP_LIMIT = 255;
  private static final long ALL_NODES_MAC = 0x3333_0000_0001L;
  private static final InetAddress ALL_NODES = InetAddress.ofLiteral("ff02::1");
  private static final int ADVERTISEMENT = 136;
  private static final int ADVERTISEMENT_BYTES = 32;
  private static final int ROUTER = 0x8000_0000;
  private static final int OVERRIDE = 0x2000_0000;
  private static final int TARGET_LINK_LAYER_ADDRESS = 2;

  private Announcement() {}

  /**
   * The frames, from the destination's MAC address on.
   *
   * @param proxy what is answered for
   * @param mac of the interface, 48 bits
   * @param source an address of the interface, link-local if it has one; IPv6 only
   */
  static List<byte[]> frames(ProxyNeighbour proxy, long mac, InetAddress source) {
    return proxy.address() instanceof Inet4Address
        // Some hosts heed only the one, some only the other.
        ? List.of(arp(REQUEST, proxy.address(), mac), arp(REPLY, proxy.address(), mac))
        : List.of(advertisement(proxy, mac, source));
  }

  /**
   * A gratuitous ARP packet: sender and target are the same (RFC 5227, section 3). Linux believes
   * the reply at once, whatever it has heard before, only if both MAC addresses are the same too.
   */
  private static byte[] arp(int operation, InetAddress address, long mac) {
    ByteBuffer frame = ethernet(MacAddress.BROADCAST, mac, NeighbourFrames.ARP, ARP_BYTES);
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) operation);
    frame.put(MacAddress.toBytes(mac)).put(address.getAddress());
    frame.put(MacAddress.toBytes(operation == REPLY ? mac : 0)).put(address.getAddress());
    return frame.array();
  }

  /** An unsolicited neighbour advertisement (RFC 4861, sections 4.4 and 7.2.6). */
  private static byte[] advertisement(ProxyNeighbour proxy, long mac, InetAddress source) {
    ByteBuffer frame = ethernet(ALL_NODES_MAC, mac, IPV6, IPV6_BYTES + ADVERTISEMENT_BYTES);
    frame.putInt(6 << 28).putShort((short) ADVERTISEMENT_BYTES);
    frame.put((byte) ICMPV6).put((byte) HOP_LIMIT);
    frame.put(source.getAddress()).put(ALL_NODES.getAddress());
    int start = frame.position();
    frame.put((byte) ADVERTISEMENT).put((byte) 0).putShort((short) 0);
    frame.putInt(OVERRIDE | (proxy.isRouter() ? ROUTER : 0)).put(proxy.address().getAddress());
    frame.put((byte) TARGET_LINK_LAYER_ADDRESS).put((byte) 1).put(MacAddress.toBytes(mac));
    int sum =
        InternetChecksum.pseudoHeader(frame, ETHERNET_BYTES, true, ICMPV6, ADVERTISEMENT_BYTES);
    sum = InternetChecksum.add(sum, frame, start, ADVERTISEMENT_BYTES);
    frame.putShort(start + 2, (short) InternetChecksum.finish(sum));
    return frame.array();
  }

  private static ByteBuffer ethernet(long destination, long source, int type, int length) {
    return ByteBuffer.allocate(ETHERNET_BYTES + length)
        .put(MacAddress.toBytes(destination))
        .put(MacAddress.toBytes(source))
        .putShort((short) type);
  }
}
