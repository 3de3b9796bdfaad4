package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Frames for a global address, right in every length; checksums are nobody's business here. */
final class TestFrames {
  private static final long NOBODY = 0x0253_4d00_0000L;

  private TestFrames() {}

  /** A TCP segment without data. */
  static byte[] tcp(InetAddress from, InetAddress to, int fromPort, int toPort, int flags) {
    ByteBuffer segment = ByteBuffer.allocate(20);
    segment.putShort((short) fromPort).putShort((short) toPort);
    segment.put(12, (byte) 0x50).put(13, (byte) flags);
    return packet(from, to, FlowKey.TCP, segment.array(), 0, 0);
  }

  /** A datagram of four bytes. */
  static byte[] udp(InetAddress from, InetAddress to, int fromPort, int toPort) {
    return packet(from, to, FlowKey.UDP, datagram(fromPort, toPort, 12, 12), 0, 0);
  }

  /** A fragment of a datagram of 40 bytes; {@code offset} in eighths, 0 for the first one. */
  static byte[] fragment(
      InetAddress from, InetAddress to, int fromPort, int toPort, int id, int offset) {
    byte[] payload = offset == 0 ? datagram(fromPort, toPort, 40, 24) : new byte[16];
    return packet(from, to, FlowKey.UDP, payload, id, (offset == 0 ? 0x2000 : 0) | offset);
  }

  /** An error about a datagram that {@code to} has sent. */
  static byte[] error(InetAddress from, InetAddress to, int fromPort, int toPort) {
    byte[] quoted = udp(to, from, toPort, fromPort);
    boolean is4 = to.getAddress().length == 4;
    ByteBuffer message = ByteBuffer.allocate(8 + quoted.length - 14);
    message.put((byte) (is4 ? 3 : 1)).put(8, quoted, 14, quoted.length - 14);
    return packet(from, to, is4 ? FlowKey.ICMP : FlowKey.ICMPV6, message.array(), 0, 0);
  }

  /** A ping. */
  static byte[] echo(InetAddress from, InetAddress to) {
    boolean is4 = to.getAddress().length == 4;
    byte[] message = new byte[16];
    message[0] = (byte) (is4 ? 8 : 128);
    return packet(from, to, is4 ? FlowKey.ICMP : FlowKey.ICMPV6, message, 0, 0);
  }

  private static byte[] datagram(int fromPort, int toPort, int length, int bytes) {
    return ByteBuffer.allocate(bytes)
        .putShort((short) fromPort)
        .putShort((short) toPort)
        .putShort((short) length)
        .array();
  }

  private static byte[] packet(
      InetAddress from, InetAddress to, int protocol, byte[] payload, int id, int fragment) {
    boolean is4 = to.getAddress().length == 4;
    boolean isFragment = fragment != 0;
    int header = is4 ? 20 : isFragment ? 48 : 40;
    ByteBuffer frame = ByteBuffer.allocate(14 + header + payload.length);
    frame.putLong(0, NOBODY << 16 | 0x0253).putShort(12, (short) (is4 ? 0x0800 : 0x86dd));
    frame.position(14);
    if (is4) {
      frame.putShort((short) 0x4500).putShort((short) (20 + payload.length));
      frame.putShort((short) id).putShort((short) fragment).put((byte) 64).put((byte) protocol);
      frame.putShort((short) 0).put(from.getAddress()).put(to.getAddress());
    } else {
      frame.putInt(0x6000_0000).putShort((short) (header - 40 + payload.length));
      frame.put((byte) (isFragment ? FlowKey.FRAGMENT : protocol)).put((byte) 64);
      frame.put(from.getAddress()).put(to.getAddress());
      if (isFragment) {
        frame.put((byte) protocol).put((byte) 0);
        frame.putShort((short) ((fragment & 0x1fff) << 3 | (fragment >>> 13 & 1))).putInt(id);
      }
    }
    return frame.put(payload).array();
  }
}
