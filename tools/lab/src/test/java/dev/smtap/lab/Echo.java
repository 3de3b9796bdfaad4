package dev.smtap.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Pings with many sizes over one socket, and compares every byte that comes back. One thread. */
final class Echo implements AutoCloseable {
  private static final int ICMP = 1;
  private static final int ICMP6 = 58;
  private static final int IDENTIFIER = 0x5a7e;
  private static final int HEADER = 8;
  private static final int IP4_HEADER = 20;
  private static final int ANSWER_MILLIS = 3000;

  private final RawSocket socket;
  private final boolean isIp6;
  private final byte[] address;
  private final byte[] noise = new byte[1 << 17];
  private final Map<Integer, Integer> waiting = new HashMap<>();

  Echo(Netns from, String to) {
    this.isIp6 = to.contains(":");
    this.socket =
        RawSocket.open(
            from,
            isIp6 ? RawSocket.AF_INET6 : RawSocket.AF_INET,
            RawSocket.SOCK_RAW,
            isIp6 ? ICMP6 : ICMP);
    this.address = isIp6 ? sockaddr6(to) : sockaddr4(to);
    socket.setTimeoutMillis(ANSWER_MILLIS);
    new Random(1).nextBytes(noise);
  }

  /** The largest payload that fits into a packet. */
  static int most(int mtu, String to) {
    return mtu - HEADER - (to.contains(":") ? 40 : IP4_HEADER);
  }

  private static byte[] sockaddr4(String to) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    bytes.putShort((short) RawSocket.AF_INET).putShort((short) 0).put(bytesOf(to));
    return bytes.array();
  }

  private static byte[] sockaddr6(String to) {
    ByteBuffer bytes = ByteBuffer.allocate(28).order(ByteOrder.nativeOrder());
    bytes.putShort((short) RawSocket.AF_INET6).putShort((short) 0).putInt(0).put(bytesOf(to));
    return bytes.array();
  }

  private static byte[] bytesOf(String to) {
    try {
      return InetAddress.getByName(to).getAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Pings once with each size; the first one that is not answered, or wrongly, fails. */
  void all(List<Integer> sizes) {
    int sequence = 0;
    for (int size : sizes) {
      sequence = (sequence + 1) & 0xffff;
      socket.send(request(sequence, size), address);
      waiting.put(sequence, size);
      // The kernel's own socket for answers holds no more than two large ones.
      while (waiting.size() >= (size > 4000 ? 2 : 16)) {
        take();
      }
    }
    while (!waiting.isEmpty()) {
      take();
    }
  }

  private void take() {
    byte[] message = socket.receive();
    if (message.length == 0) {
      throw new AssertionError(
          "not answered within " + ANSWER_MILLIS + " ms: sizes " + waiting.values());
    }
    int start = isIp6 ? 0 : IP4_HEADER;
    ByteBuffer header = ByteBuffer.wrap(message, start, HEADER);
    int type = header.get() & 0xff;
    header.position(start + 4);
    int identifier = header.getShort() & 0xffff;
    int sequence = header.getShort() & 0xffff;
    if (type != (isIp6 ? 129 : 0) || identifier != IDENTIFIER) {
      return;
    }
    Integer size = waiting.remove(sequence);
    if (size == null) {
      throw new AssertionError("answered twice: " + sequence);
    }
    byte[] expected = payload(sequence, size);
    if (!Arrays.equals(message, start + HEADER, message.length, expected, 0, expected.length)) {
      throw new AssertionError("wrong bytes at size " + size + ", got " + message.length);
    }
  }

  private byte[] payload(int sequence, int size) {
    return Arrays.copyOfRange(noise, sequence, sequence + size);
  }

  private byte[] request(int sequence, int size) {
    ByteBuffer message = ByteBuffer.allocate(HEADER + size);
    message.put((byte) (isIp6 ? 128 : 8)).put((byte) 0).putShort((short) 0);
    message.putShort((short) IDENTIFIER).putShort((short) sequence);
    message.put(noise, sequence, size);
    if (!isIp6) {
      message.putShort(2, checksum(message.array()));
    }
    return message.array();
  }

  private static short checksum(byte[] bytes) {
    long sum = 0;
    ByteBuffer words = ByteBuffer.wrap(bytes);
    while (words.remaining() > 1) {
      sum += words.getShort() & 0xffff;
    }
    if (words.hasRemaining()) {
      sum += (words.get() & 0xff) << 8;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  @Override
  public void close() {
    socket.close();
  }
}
