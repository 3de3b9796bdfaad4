package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.AbstractPacket.AbstractBuilder;
import org.pcap4j.packet.Dot1qVlanTagPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpPort;
import org.pcap4j.packet.namednumber.UdpPort;
import org.pcap4j.util.MacAddress;

/** Random packets that Pcap4J builds: the cracker finds what went in. */
class BuiltPacketsTest {
  private static final int PACKETS = 2_000;

  private static FramePlace place;

  private final PacketCracker cracker = new PacketCracker();

  @BeforeAll
  static void make() throws SystemException {
    place = new FramePlace();
  }

  @AfterAll
  static void remove() throws SystemException {
    place.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatWentInComesOut(long seed) throws UnknownHostException {
    Random random = new Random(seed);
    for (int i = 0; i < PACKETS; i++) {
      boolean isTcp = random.nextBoolean();
      boolean isVersion4 = random.nextBoolean();
      int flags = random.nextInt(64);
      FlowKey wanted = randomKey(random, isTcp, isVersion4);
      AbstractBuilder transport = isTcp ? tcp(wanted, flags, random) : udp(wanted, random);
      AbstractBuilder ip = isVersion4 ? version4(wanted, transport) : version6(wanted, transport);
      byte[] frame = ethernet(ip, isVersion4, random.nextInt(3)).getRawData();
      PacketKind kind = cracker.crack(place.put(frame, random.nextInt()), frame.length);
      assertThat(kind).isEqualTo(PacketKind.PORTS);
      assertThat(cracker.key().toString()).isEqualTo(wanted.toString());
      assertThat(cracker.key().isSame(wanted)).isTrue();
      assertThat(cracker.tcpFlags()).isEqualTo(isTcp ? flags : 0);
      assertThat(cracker.transportBytes()).isEqualTo(transport.build().length());
    }
  }

  private static FlowKey randomKey(Random random, boolean isTcp, boolean isVersion4) {
    FlowKey key =
        new FlowKey()
            .setProtocol(isTcp ? FlowKey.TCP : FlowKey.UDP)
            .setPorts(random.nextInt(1 << 16), random.nextInt(1 << 16));
    return isVersion4
        ? key.setLocal(0, FlowKey.mapped(random.nextInt()))
            .setForeign(0, FlowKey.mapped(random.nextInt()))
        : key.setLocal(random.nextLong() | 1L << 61, random.nextLong())
            .setForeign(random.nextLong() | 1L << 61, random.nextLong());
  }

  private static UnknownPacket.Builder payload(Random random) {
    byte[] bytes = new byte[random.nextInt(1400)];
    random.nextBytes(bytes);
    return new UnknownPacket.Builder().rawData(bytes);
  }

  private static AbstractBuilder tcp(FlowKey key, int flags, Random random)
      throws UnknownHostException {
    return new TcpPacket.Builder()
        .srcAddr(InetAddress.getLoopbackAddress())
        .dstAddr(InetAddress.getLoopbackAddress())
        .srcPort(TcpPort.getInstance((short) key.foreignPort()))
        .dstPort(TcpPort.getInstance((short) key.localPort()))
        .fin((flags & FlowKey.FIN) != 0)
        .syn((flags & FlowKey.SYN) != 0)
        .rst((flags & FlowKey.RST) != 0)
        .psh((flags & 8) != 0)
        .ack((flags & FlowKey.ACK) != 0)
        .urg((flags & 32) != 0)
        .correctLengthAtBuild(true)
        .payloadBuilder(payload(random));
  }

  private static AbstractBuilder udp(FlowKey key, Random random) {
    return new UdpPacket.Builder()
        .srcAddr(InetAddress.getLoopbackAddress())
        .dstAddr(InetAddress.getLoopbackAddress())
        .srcPort(UdpPort.getInstance((short) key.foreignPort()))
        .dstPort(UdpPort.getInstance((short) key.localPort()))
        .correctLengthAtBuild(true)
        .payloadBuilder(payload(random));
  }

  private static AbstractBuilder version4(FlowKey key, AbstractBuilder transport)
      throws UnknownHostException {
    return new IpV4Packet.Builder()
        .version(IpVersion.IPV4)
        .tos(IpV4Rfc791Tos.newInstance((byte) 0))
        .protocol(IpNumber.getInstance((byte) key.protocol()))
        .srcAddr((Inet4Address) address4(key.foreignLow()))
        .dstAddr((Inet4Address) address4(key.localLow()))
        .correctChecksumAtBuild(true)
        .correctLengthAtBuild(true)
        .payloadBuilder(transport);
  }

  private static InetAddress address4(long low) throws UnknownHostException {
    return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) low).array());
  }

  private static AbstractBuilder version6(FlowKey key, AbstractBuilder transport)
      throws UnknownHostException {
    return new IpV6Packet.Builder()
        .version(IpVersion.IPV6)
        .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) 0))
        .flowLabel(IpV6SimpleFlowLabel.newInstance(0))
        .nextHeader(IpNumber.getInstance((byte) key.protocol()))
        .srcAddr((Inet6Address) address6(key.foreignHigh(), key.foreignLow()))
        .dstAddr((Inet6Address) address6(key.localHigh(), key.localLow()))
        .correctLengthAtBuild(true)
        .payloadBuilder(transport);
  }

  private static InetAddress address6(long high, long low) throws UnknownHostException {
    return InetAddress.getByAddress(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  private static Packet ethernet(AbstractBuilder ip, boolean isVersion4, int tags) {
    AbstractBuilder inner = ip;
    EtherType type = isVersion4 ? EtherType.IPV4 : EtherType.IPV6;
    for (int i = 0; i < tags; i++) {
      inner = new Dot1qVlanTagPacket.Builder().type(type).vid((short) 7).payloadBuilder(inner);
      type = EtherType.DOT1Q_VLAN_TAGGED_FRAMES;
    }
    return new EthernetPacket.Builder()
        .srcAddr(MacAddress.getByName("02:53:4d:00:00:01"))
        .dstAddr(MacAddress.getByName("02:53:4d:00:00:02"))
        .type(type)
        .paddingAtBuild(true)
        .payloadBuilder(inner)
        .build();
  }
}
