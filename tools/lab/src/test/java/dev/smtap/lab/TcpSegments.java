package dev.smtap.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.namednumber.TcpPort;

/** TCP segments that belong to no connection of the kernel they come from. One thread. */
final class TcpSegments implements AutoCloseable {
  static final int SYN = 2;
  static final int RST = 4;
  static final int ACK = 16;

  private static final int TCP = 6;
  private static final int IP4_HEADER = 20;
  private static final int FLAGS_OFFSET = 13;
  private static final int TURN_MILLIS = 500;

  private final RawSocket socket;
  private final InetAddress from;
  private final InetAddress to;

  /** From the local address of a host in its namespace. */
  TcpSegments(Host host, String to) {
    boolean isIp6 = to.contains(":");
    this.from = address(isIp6 ? host.ip6() : host.ip4());
    this.to = address(to);
    this.socket =
        RawSocket.open(
            host.netns(), isIp6 ? RawSocket.AF_INET6 : RawSocket.AF_INET, RawSocket.SOCK_RAW, TCP);
    socket.setTimeoutMillis(TURN_MILLIS);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void send(int fromPort, int toPort, int flags) {
    byte[] segment =
        new TcpPacket.Builder()
            .srcAddr(from)
            .dstAddr(to)
            .srcPort(TcpPort.getInstance((short) fromPort))
            .dstPort(TcpPort.getInstance((short) toPort))
            .sequenceNumber(1_000)
            .acknowledgmentNumber(2_000)
            .dataOffset((byte) 5)
            .syn((flags & SYN) != 0)
            .rst((flags & RST) != 0)
            .ack((flags & ACK) != 0)
            .window((short) 1_000)
            .correctChecksumAtBuild(true)
            .build()
            .getRawData();
    socket.send(segment, sockaddr());
  }

  private byte[] sockaddr() {
    boolean isIp6 = to.getAddress().length > 4;
    ByteBuffer bytes = ByteBuffer.allocate(isIp6 ? 28 : 16).order(ByteOrder.nativeOrder());
    bytes.putShort((short) (isIp6 ? RawSocket.AF_INET6 : RawSocket.AF_INET)).putShort((short) 0);
    if (isIp6) {
      bytes.putInt(0);
    }
    return bytes.put(to.getAddress()).array();
  }

  /**
   * Sends a segment, again where nothing comes back, as TCP does; the flags of the one that does. A
   * segment is dropped without a word where a node takes too long to say that it is not its own.
   */
  int ask(int fromPort, int toPort, int flags, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0) {
      send(fromPort, toPort, flags);
      int answer = nextFlags(toPort, fromPort);
      if (answer >= 0) {
        return answer;
      }
    }
    throw new AssertionError("no segment from port " + toPort + " within " + limit);
  }

  /** The flags of the next segment between two ports; -1 when none has come for a while. */
  private int nextFlags(int peerPort, int ownPort) {
    long end = System.nanoTime() + Duration.ofMillis(TURN_MILLIS).toNanos();
    while (System.nanoTime() - end < 0) {
      byte[] message = socket.receive();
      int start = to.getAddress().length > 4 ? 0 : IP4_HEADER;
      if (message.length >= start + IP4_HEADER) {
        ByteBuffer segment = ByteBuffer.wrap(message);
        boolean isIt =
            (segment.getShort(start) & 0xffff) == peerPort
                && (segment.getShort(start + 2) & 0xffff) == ownPort;
        if (isIt) {
          return segment.get(start + FLAGS_OFFSET) & 0xff;
        }
      }
    }
    return -1;
  }

  @Override
  public void close() {
    socket.close();
  }
}
