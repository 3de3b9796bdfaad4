package dev.smtap.tap;

import dev.smtap.wire.VirtioNetHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A frame of known content for {@link OffloadSelfTest}: virtio-net header 12, Ethernet 14, IPv4 20
 * or IPv6 40, TCP 20 or UDP 8, then a counting payload. Addresses are of the documentation ranges.
 *
 * @param congested with CWR in its TCP flags, and TSO_ECN in its header
 * @param payload bytes
 * @param segment payload bytes of each segment to be cut from it, or 0 if it is not to be cut
 * @param open whether its checksum is left open
 */
record TestFrame(
    boolean ipv6, boolean tcp, boolean congested, int payload, int segment, boolean open) {
  static final int VNET = VirtioNetHeader.BYTES;
  static final int ETHERNET = 14;
  static final int PORT = 7177;
  static final int SEQUENCE = 0x7ffffc00;
  static final int PSH = 0x08;
  static final int ACK = 0x10;
  static final int CWR = 0x80;

  static final int IPPROTO_TCP = 6;
  static final int IPPROTO_UDP = 17;
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86dd;
  private static final int HOP_LIMIT = 64;
  private static final int PATTERN_PERIOD = 251;

  int networkLength() {
    return ipv6 ? 40 : 20;
  }

  int transportLength() {
    return tcp ? 20 : 8;
  }

  int protocol() {
    return tcp ? IPPROTO_TCP : IPPROTO_UDP;
  }

  /** Where the transport header starts, counted from the Ethernet header. */
  int transportStart() {
    return ETHERNET + networkLength();
  }

  int checksumOffset() {
    return tcp ? 16 : 6;
  }

  /** How many frames it makes when it is cut. */
  int segments() {
    return segment == 0 ? 1 : (payload + segment - 1) / segment;
  }

  /** The byte of the payload at a place; a prime period, so that no segments look alike. */
  static byte pattern(int at) {
    return (byte) (at % PATTERN_PERIOD + 1);
  }

  int gsoType() {
    if (segment == 0) {
      return VirtioNetHeader.GSO_NONE;
    }
    if (!tcp) {
      return VirtioNetHeader.GSO_UDP_L4;
    }
    int type = ipv6 ? VirtioNetHeader.GSO_TCPV6 : VirtioNetHeader.GSO_TCPV4;
    return congested ? type | VirtioNetHeader.GSO_ECN : type;
  }

  /**
   * The whole frame.
   *
   * @param mac the address of the TAP, 48 bits: what is to be forwarded is sent to it
   */
  byte[] bytes(long mac) {
    int length = transportStart() + transportLength() + payload;
    byte[] bytes = new byte[VNET + length];
    ByteBuffer frame = ByteBuffer.wrap(bytes, VNET, length).slice();
    putEthernet(frame, mac);
    putNetwork(frame);
    putTransport(frame);
    for (int i = 0; i < payload; i++) {
      frame.put(pattern(i));
    }
    putChecksum(frame);
    putHeader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  private void putHeader(ByteBuffer header) {
    if (open) {
      header.put(VirtioNetHeader.FLAGS_OFFSET, (byte) VirtioNetHeader.NEEDS_CHECKSUM);
      header.putShort(VirtioNetHeader.CHECKSUM_START_OFFSET, (short) transportStart());
      header.putShort(VirtioNetHeader.CHECKSUM_OFFSET_OFFSET, (short) checksumOffset());
    }
    if (segment != 0) {
      header.put(VirtioNetHeader.GSO_TYPE_OFFSET, (byte) gsoType());
      int headers = transportStart() + transportLength();
      header.putShort(VirtioNetHeader.HEADER_BYTES_OFFSET, (short) headers);
      header.putShort(VirtioNetHeader.SEGMENT_BYTES_OFFSET, (short) segment);
    }
  }

  private void putEthernet(ByteBuffer frame, long mac) {
    frame.putShort((short) (mac >>> 32)).putInt((int) mac);
    frame.putShort((short) 0x0200).putInt(1);
    frame.putShort((short) (ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4));
  }

  private void putNetwork(ByteBuffer frame) {
    int content = transportLength() + payload;
    if (ipv6) {
      frame.putInt(0x60000000).putShort((short) content).put((byte) protocol());
      frame.put((byte) HOP_LIMIT);
      frame.putInt(0x20010db8).putInt(1).putInt(0).putInt(1);
      frame.putInt(0x20010db8).putInt(2).putInt(0).putInt(2);
      return;
    }
    frame.putShort((short) 0x4500).putShort((short) (20 + content));
    frame.putShort((short) 1).putShort((short) 0x4000);
    frame.put((byte) HOP_LIMIT).put((byte) protocol()).putShort((short) 0);
    frame.putInt(0xc0000201).putInt(0xc6336402);
    int sum = InternetChecksum.finish(InternetChecksum.add(0, frame, ETHERNET, 20));
    frame.putShort(ETHERNET + 10, (short) sum);
  }

  private void putTransport(ByteBuffer frame) {
    frame.putShort((short) PORT).putShort((short) PORT);
    if (!tcp) {
      frame.putShort((short) (8 + payload)).putShort((short) 0);
      return;
    }
    int flags = ACK | PSH | (congested ? CWR : 0);
    frame.putInt(SEQUENCE).putInt(1);
    frame.put((byte) 0x50).put((byte) flags).putShort((short) 0x1000).putInt(0);
  }

  /** The pseudo header's sum alone if it is to be left open, else the whole. */
  private void putChecksum(ByteBuffer frame) {
    int length = transportLength() + payload;
    int sum = InternetChecksum.pseudoHeader(frame, ETHERNET, ipv6, protocol(), length);
    if (open) {
      sum = InternetChecksum.fold(sum);
    } else {
      sum = InternetChecksum.finish(InternetChecksum.add(sum, frame, transportStart(), length));
    }
    frame.putShort(transportStart() + checksumOffset(), (short) sum);
  }
}
