package dev.smtap.global;

import static dev.smtap.global.PacketBytes.i32;
import static dev.smtap.global.PacketBytes.u16;
import static dev.smtap.global.PacketBytes.u8;

import dev.smtap.wire.FlowKey;
import dev.smtap.wire.FrameLimits;

/**
 * Takes a frame apart as far as the search for its owner needs it: Ethernet header, up to two VLAN
 * tags, IPv4 or IPv6, ports. Everything is checked against the frame's length, each value is read
 * once, nothing is allocated; what was found stays until the next frame. One thread.
 */
public final class PacketCracker {
  private static final int TYPE_OFFSET = 12;
  private static final int TAG_BYTES = 4;
  private static final int MOST_TAGS = 2;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int TAG = 0x8100;
  private static final int SERVICE_TAG = 0x88a8;

  private static final int TCP_BYTES = 20;
  private static final int UDP_BYTES = 8;
  private static final int SCTP_BYTES = 12;
  private static final int ICMP_BYTES = 8;
  private static final int PORTS_BYTES = 4;
  private static final int ICMPV6_FIRST_INFORMATIONAL = 128;

  private final FlowKey key = new FlowKey();
  private final IpHeader ip = new IpHeader();
  private final IpHeader quoted = new IpHeader();
  private int etherType;
  private int tcpFlags;
  private int icmpType;
  private long start;
  private long packet;

  /** The flow; valid for kinds from {@link PacketKind#PORTS} on. */
  public FlowKey key() {
    return key;
  }

  /** The EtherType behind the tags; 0 when the frame ends before it. */
  public int etherType() {
    return etherType;
  }

  /** True for IPv4; valid for kinds from {@link PacketKind#PORTS} on. */
  public boolean isVersion4() {
    return ip.isVersion4();
  }

  /** The flags of a TCP segment, the low eight of them; 0 for everything else. */
  public int tcpFlags() {
    return tcpFlags;
  }

  /** True for a segment that opens a connection: SYN, and none of ACK, RST and FIN. */
  public boolean isOpening() {
    return (tcpFlags & (FlowKey.SYN | FlowKey.ACK | FlowKey.RST | FlowKey.FIN)) == FlowKey.SYN;
  }

  /** The type of an ICMP or ICMPv6 message. */
  public int icmpType() {
    return icmpType;
  }

  /** True for the first of several fragments: others follow it by {@link #fragmentKey}. */
  public boolean isFirstFragment() {
    return ip.isFragment() && !ip.isLaterFragment();
  }

  /**
   * What all fragments of one packet have in common (RFC 791, RFC 8200 section 4.5), as a key: both
   * addresses; the protocol, {@link FlowKey#FRAGMENT} in IPv6, where it may differ between
   * fragments; the identification in place of the ports, its high half as the local one.
   */
  public void fragmentKey(FlowKey target) {
    target
        .setProtocol(ip.isVersion4() ? ip.protocol() : FlowKey.FRAGMENT)
        .setLocal(ip.destinationHigh(), ip.destinationLow())
        .setForeign(ip.sourceHigh(), ip.sourceLow())
        .setPorts(ip.fragmentId() >>> 16, ip.fragmentId() & 0xffff);
  }

  /** Where the IP header stands in the frame. */
  public int packetOffset() {
    return (int) (packet - start);
  }

  /** Where the transport header stands in the frame; of the packet itself, not of a quoted one. */
  public int transportOffset() {
    return (int) (ip.payload() - start);
  }

  /** Bytes from the transport header to the end of the packet, without padding of the frame. */
  public int transportBytes() {
    return (int) ip.payloadBytes();
  }

  /** Takes the frame at a position apart. */
  public PacketKind crack(long position, int length) {
    long limit = position + length;
    start = position;
    tcpFlags = 0;
    icmpType = 0;
    etherType = 0;
    key.clear();
    if (length < FrameLimits.ETHERNET_HEADER_BYTES) {
      return PacketKind.MALFORMED;
    }
    long type = position + TYPE_OFFSET;
    etherType = u16(type);
    for (int i = 0; i < MOST_TAGS && (etherType == TAG || etherType == SERVICE_TAG); i++) {
      type += TAG_BYTES;
      if (limit - type < 2) {
        return PacketKind.MALFORMED;
      }
      etherType = u16(type);
    }
    if (etherType != IPV4 && etherType != IPV6) {
      return PacketKind.NOT_IP;
    }
    packet = type + 2;
    return ip.read(packet, limit, etherType == IPV4, false) ? readPacket() : PacketKind.MALFORMED;
  }

  private PacketKind readPacket() {
    int protocol = ip.protocol();
    key.setProtocol(protocol)
        .setLocal(ip.destinationHigh(), ip.destinationLow())
        .setForeign(ip.sourceHigh(), ip.sourceLow());
    if (ip.isLaterFragment()) {
      // One that begins in the middle of a TCP header changes flags that were judged (RFC 3128).
      boolean isOverlap = protocol == FlowKey.TCP && ip.fragmentOffset() < TCP_BYTES;
      return isOverlap ? PacketKind.MALFORMED : PacketKind.LATER_FRAGMENT;
    }
    if (protocol == (ip.isVersion4() ? FlowKey.ICMP : FlowKey.ICMPV6)) {
      return readIcmp();
    }
    int headerBytes = portHeaderBytes(protocol);
    if (headerBytes == 0) {
      return PacketKind.NO_PORTS;
    }
    return ip.payloadBytes() >= headerBytes && readTransport(protocol)
        ? PacketKind.PORTS
        : PacketKind.MALFORMED;
  }

  /** The shortest header of a protocol whose ports stand in its first four bytes; 0 for others. */
  private static int portHeaderBytes(int protocol) {
    return switch (protocol) {
      case FlowKey.TCP -> TCP_BYTES;
      case FlowKey.UDP, FlowKey.UDP_LITE -> UDP_BYTES;
      case FlowKey.SCTP, FlowKey.DCCP -> SCTP_BYTES;
      default -> 0;
    };
  }

  private boolean readTransport(int protocol) {
    long header = ip.payload();
    int ports = i32(header);
    key.setPorts(ports & 0xffff, ports >>> 16);
    if (protocol == FlowKey.TCP) {
      int lengthAndFlags = u16(header + 12);
      int headerBytes = (lengthAndFlags >>> 12) * 4;
      tcpFlags = lengthAndFlags & 0xff;
      return headerBytes >= TCP_BYTES && headerBytes <= ip.payloadBytes();
    }
    if (protocol == FlowKey.UDP) {
      int bytes = u16(header + 4);
      return bytes >= UDP_BYTES && (bytes <= ip.payloadBytes() || ip.isFragment());
    }
    return true;
  }

  private PacketKind readIcmp() {
    if (ip.payloadBytes() < ICMP_BYTES) {
      return PacketKind.MALFORMED;
    }
    icmpType = u8(ip.payload());
    if (icmpType == (ip.isVersion4() ? 8 : 128)) {
      return PacketKind.ECHO_REQUEST;
    }
    if (!isError(icmpType)) {
      return PacketKind.ICMP;
    }
    return readQuoted() ? PacketKind.ICMP_ERROR : PacketKind.MALFORMED;
  }

  /** RFC 792: unreachable, quench, redirect, time exceeded, parameter problem; RFC 4443: < 128. */
  private boolean isError(int type) {
    return ip.isVersion4()
        ? type == 3 || type == 4 || type == 5 || type == 11 || type == 12
        : type < ICMPV6_FIRST_INFORMATIONAL;
  }

  /** An error goes to who sent what it quotes: the quoted source is the local end. */
  private boolean readQuoted() {
    long limit = ip.payload() + ip.payloadBytes();
    if (!quoted.read(ip.payload() + ICMP_BYTES, limit, ip.isVersion4(), true)
        || quoted.sourceHigh() != ip.destinationHigh()
        || quoted.sourceLow() != ip.destinationLow()) {
      return false;
    }
    key.setProtocol(quoted.protocol())
        .setForeign(quoted.destinationHigh(), quoted.destinationLow());
    if (portHeaderBytes(quoted.protocol()) == 0 || quoted.isLaterFragment()) {
      return true;
    }
    if (quoted.payloadBytes() < PORTS_BYTES) {
      return false;
    }
    int ports = i32(quoted.payload());
    key.setPorts(ports >>> 16, ports & 0xffff);
    return true;
  }
}
