package dev.smtap.global;

import dev.smtap.tap.InternetChecksum;
import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Frames that tell all hosts of a segment, or the one that asks, which MAC address has a global
 * address. A node that answers forwards, so in IPv6 it is a router; what it says replaces what
 * hosts knew, because no one else has the address. Pure functions.
 */
final class Announcement {
  private static final int ARP_REPLY = 2;
  static final int IPV6 = 0x86dd;
  static final int ICMPV6 = 58;
  static final int HOP_LIMIT = 255;
  private static final int ETHERNET_BYTES = FrameLimits.ETHERNET_HEADER_BYTES;
  private static final int ARP_BYTES = 28;
  private static final int IPV6_BYTES = 40;
  private static final long ALL_NODES_MAC = 0x3333_0000_0001L;
  private static final InetAddress ALL_NODES = InetAddress.ofLiteral("ff02::1");
  private static final int ADVERTISEMENT_BYTES = 32;
  private static final int ROUTER = 0x8000_0000;
  private static final int SOLICITED = 0x4000_0000;
  private static final int OVERRIDE = 0x2000_0000;
  private static final int TARGET_LINK_LAYER_ADDRESS = 2;

  private Announcement() {}

  /**
   * What an end of a link is known by.
   *
   * @param mac 48 bits
   * @param address an IP address
   */
  record End(long mac, InetAddress address) {}

  /**
   * The frames for all, from the destination's MAC address on.
   *
   * @param global the global address
   * @param from the interface; its address counts for IPv6 only, link-local if it has one
   */
  static List<byte[]> frames(InetAddress global, End from) {
    if (global instanceof Inet4Address) {
      // Some hosts heed only the one, some only the other. Linux believes the reply at once,
      // whatever it has heard before, only if both MAC addresses are the same too.
      End to = new End(MacAddress.BROADCAST, global);
      return List.of(
          arp(NeighbourFrames.REQUEST, global, from.mac, to, 0),
          arp(ARP_REPLY, global, from.mac, to, from.mac));
    }
    return List.of(advertisement(global, from, new End(ALL_NODES_MAC, ALL_NODES), false));
  }

  /** The frame for a host that asks. */
  static byte[] answer(InetAddress global, End from, End asker) {
    return global instanceof Inet4Address
        ? arp(ARP_REPLY, global, from.mac, asker, asker.mac)
        : advertisement(global, from, asker, true);
  }

  /** RFC 826; gratuitous, if the target is the sender (RFC 5227, section 3). */
  private static byte[] arp(
      int operation, InetAddress sender, long mac, End target, long targetMac) {
    ByteBuffer frame = ethernet(target.mac, mac, NeighbourFrames.ARP, ARP_BYTES);
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) operation);
    frame.put(MacAddress.toBytes(mac)).put(sender.getAddress());
    frame.put(MacAddress.toBytes(targetMac)).put(target.address.getAddress());
    return frame.array();
  }

  /** A neighbour advertisement (RFC 4861, sections 4.4 and 7.2). */
  private static byte[] advertisement(InetAddress global, End from, End to, boolean isAsked) {
    ByteBuffer frame = ethernet(to.mac, from.mac, IPV6, IPV6_BYTES + ADVERTISEMENT_BYTES);
    frame.putInt(6 << 28).putShort((short) ADVERTISEMENT_BYTES);
    frame.put((byte) ICMPV6).put((byte) HOP_LIMIT);
    frame.put(from.address.getAddress()).put(to.address.getAddress());
    int start = frame.position();
    frame.put((byte) NeighbourFrames.ADVERTISEMENT).put((byte) 0).putShort((short) 0);
    frame.putInt(ROUTER | OVERRIDE | (isAsked ? SOLICITED : 0)).put(global.getAddress());
    frame.put((byte) TARGET_LINK_LAYER_ADDRESS).put((byte) 1).put(MacAddress.toBytes(from.mac));
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
