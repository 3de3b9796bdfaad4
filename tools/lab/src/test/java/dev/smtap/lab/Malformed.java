package dev.smtap.lab;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames that no kernel takes for a packet, or for one of a flow. */
final class Malformed {
  /** Whose packets they say to be. */
  static final String SOURCE4 = "10.77.0.3";

  /** See {@link #SOURCE4}. */
  static final String SOURCE6 = "fd77::3";

  /** No connection has it, so what comes to it is an answer to these. */
  private static final int SOURCE_PORT = 6_666;

  private static final int IP = Packets.IP;

  private Malformed() {}

  /** All of them, for a listening port of a global address. */
  static List<byte[]> frames(Packets packets, String address, int port) {
    InetAddress to = InetAddress.ofLiteral(address);
    boolean is4 = !address.contains(":");
    InetAddress from = InetAddress.ofLiteral(is4 ? SOURCE4 : SOURCE6);
    byte[] syn = packets.tcp(from, SOURCE_PORT, to, port, Packets.SYN);
    byte[] datagram = packets.udp(from, SOURCE_PORT, to, port, new byte[8]);
    List<byte[]> all = new ArrayList<>();
    for (byte[] whole : List.of(syn, datagram)) {
      for (int bytes = IP; bytes < whole.length; bytes += 3) {
        all.add(Arrays.copyOf(whole, bytes));
      }
      all.addAll(is4 ? wrongIp4(whole) : wrongIp6(whole));
    }
    int transport = is4 ? IP + 20 : IP + 40;
    all.add(Packets.with(syn, transport + 12, 0x10));
    all.add(Packets.with(syn, transport + 12, 0xf0));
    all.add(Packets.with(datagram, transport + 4, 0, 7));
    all.add(Packets.with(datagram, transport + 4, 0xff, 0xff));
    all.add(packets.ip(from, to, Packets.TCP, new byte[3]));
    all.add(packets.ip(from, to, Packets.UDP, new byte[7]));
    all.add(errorAboutOthers(packets, from, to));
    return all;
  }

  private static List<byte[]> wrongIp4(byte[] whole) {
    return List.of(
        Packets.with(whole, IP, 0x44),
        Packets.with(whole, IP, 0x4f),
        Packets.with(whole, IP, 0x65),
        Packets.with(whole, IP + 2, 0xff, 0xff),
        Packets.with(whole, IP + 2, 0, 19),
        Packets.with(whole, IP + 2, 0, 0),
        // Beyond the longest packet, and in the middle of a TCP header.
        Packets.with(whole, IP + 6, 0x1f, 0xff),
        Packets.with(whole, IP + 6, 0x20, 1));
  }

  private static List<byte[]> wrongIp6(byte[] whole) {
    return List.of(
        Packets.with(whole, IP, 0x45),
        Packets.with(whole, IP + 4, 0xff, 0xff),
        // Extension headers that do not end, or stand where none may.
        Packets.with(whole, IP + 6, 0),
        Packets.with(whole, IP + 6, 43),
        Packets.with(whole, IP + 6, 44),
        Packets.with(whole, IP + 6, 60));
  }

  /** An error that quotes a packet which its receiver did not send. */
  private static byte[] errorAboutOthers(Packets packets, InetAddress from, InetAddress to) {
    boolean is4 = to.getAddress().length == 4;
    byte[] quoted = packets.udp(from, 1, from, 2, new byte[8]);
    byte[] message = new byte[8 + quoted.length - IP];
    message[0] = (byte) (is4 ? 3 : 1);
    System.arraycopy(quoted, IP, message, 8, quoted.length - IP);
    return packets.ip(from, to, is4 ? 1 : 58, message);
  }

  /** Whether a frame is an answer to one of these. */
  static boolean isAnswer(byte[] frame) {
    int transport = frame[12] == 8 ? IP + 20 : IP + 40;
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    return frame.length >= transport + 4 && (bytes.getShort(transport + 2) & 0xffff) == SOURCE_PORT;
  }

  /**
   * Two fragments of a datagram, the second of which says something else of a part of the first.
   */
  static List<byte[]> overlapping(
      Packets packets, InetAddress from, InetAddress to, int port, int id) {
    byte[] datagram = packets.udp(from, 5_555, to, port, new byte[40]);
    int transport = to.getAddress().length == 4 ? IP + 20 : IP + 40;
    byte[] payload = Arrays.copyOfRange(datagram, transport, datagram.length);
    byte[] first = Arrays.copyOf(payload, 32);
    byte[] second = new byte[payload.length - 24];
    Arrays.fill(second, (byte) 0x5a);
    return List.of(
        fragment(packets, from, to, id, 0, true, first),
        fragment(packets, from, to, id, 24, false, second));
  }

  private static byte[] fragment(
      Packets packets,
      InetAddress from,
      InetAddress to,
      int id,
      int offset,
      boolean hasMore,
      byte[] part) {
    if (to.getAddress().length == 4) {
      byte[] frame = packets.ip(from, to, Packets.UDP, part);
      int where = offset / 8 | (hasMore ? 0x2000 : 0);
      return Packets.with(frame, IP + 4, id >> 8, id, where >> 8, where);
    }
    ByteBuffer payload = ByteBuffer.allocate(8 + part.length);
    payload.put((byte) Packets.UDP).put((byte) 0).putShort((short) (offset | (hasMore ? 1 : 0)));
    return packets.ip(from, to, 44, payload.putInt(id).put(part).array());
  }
}
