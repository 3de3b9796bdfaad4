package dev.smtap.lab;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** IP packets made by hand in Ethernet frames, right in all but what a test breaks. */
record Packets(String destinationMac, String sourceMac) {
  static final int SYN = 2;
  static final int ACK = 16;
  static final int TCP = 6;
  static final int UDP = 17;

  /** Where the IP header and what is behind one of IPv4 stand in a frame. */
  static final int IP = 14;

  private static final int TCP_BYTES = 20;
  private static final int UDP_BYTES = 8;
  private static final int CHECKSUM_IN_IP4 = 10;

  /** A TCP segment without data, its checksums right. */
  byte[] tcp(InetAddress from, int fromPort, InetAddress to, int toPort, int flags) {
    ByteBuffer segment = ByteBuffer.allocate(TCP_BYTES);
    segment.putShort((short) fromPort).putShort((short) toPort).putInt(1_000).putInt(2_000);
    segment.put((byte) 0x50).put((byte) flags).putShort((short) 8_000);
    return finished(from, to, TCP, segment, 16);
  }

  /** A datagram with some text, its checksums right. */
  byte[] udp(InetAddress from, int fromPort, InetAddress to, int toPort, byte[] text) {
    int bytes = UDP_BYTES + text.length;
    ByteBuffer datagram = ByteBuffer.allocate(bytes);
    datagram.putShort((short) fromPort).putShort((short) toPort).putShort((short) bytes);
    datagram.putShort((short) 0).put(text);
    return finished(from, to, UDP, datagram, 6);
  }

  private byte[] finished(
      InetAddress from, InetAddress to, int protocol, ByteBuffer payload, int checksumAt) {
    long pseudo = sum(from.getAddress()) + sum(to.getAddress()) + protocol + payload.capacity();
    payload.putShort(checksumAt, checksum(pseudo + sum(payload.array())));
    return ip(from, to, protocol, payload.array());
  }

  /** A packet of any protocol. */
  byte[] ip(InetAddress from, InetAddress to, int protocol, byte[] payload) {
    boolean is4 = to.getAddress().length == 4;
    ByteBuffer frame = ByteBuffer.allocate(IP + (is4 ? 20 : 40) + payload.length);
    frame.put(Frames.mac(destinationMac)).put(Frames.mac(sourceMac));
    if (is4) {
      frame.putShort((short) 0x0800).putShort((short) 0x4500);
      frame.putShort((short) (20 + payload.length)).putInt(0);
      frame.put((byte) 64).put((byte) protocol).putShort((short) 0);
    } else {
      frame.putShort((short) 0x86dd).putInt(0x6000_0000).putShort((short) payload.length);
      frame.put((byte) protocol).put((byte) 64);
    }
    byte[] whole = frame.put(from.getAddress()).put(to.getAddress()).put(payload).array();
    return is4 ? withChecksum(whole) : whole;
  }

  /** Makes the checksum of an IPv4 header right, if there is all of it. */
  static byte[] withChecksum(byte[] frame) {
    int bytes = (frame[IP] & 0xf) * 4;
    if (frame.length >= IP + Math.max(bytes, 20)) {
      ByteBuffer header = ByteBuffer.wrap(frame);
      header.putShort(IP + CHECKSUM_IN_IP4, (short) 0);
      byte[] only = new byte[Math.max(bytes, 20)];
      header.get(IP, only);
      header.putShort(IP + CHECKSUM_IN_IP4, checksum(sum(only)));
    }
    return frame;
  }

  /** The same frame with other bytes from an offset on; an IPv4 header is made right again. */
  static byte[] with(byte[] frame, int offset, int... bytes) {
    byte[] changed = frame.clone();
    for (int i = 0; i < bytes.length; i++) {
      changed[offset + i] = (byte) bytes[i];
    }
    return changed[12] == 8 ? withChecksum(changed) : changed;
  }

  private static long sum(byte[] bytes) {
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += (bytes[i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
    }
    return sum;
  }

  private static short checksum(long sum) {
    long folded = sum;
    while (folded > 0xffff) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (short) ~folded;
  }
}
