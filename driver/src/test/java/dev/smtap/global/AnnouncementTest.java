package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.netlink.ProxyNeighbour;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IpV6Packet;

/** The frames as the RFCs draw them, and as Pcap4J reads them. */
class AnnouncementTest {
  private static final long MAC = 0x0200_0000_0a01L;

  private static String hex(byte[] frame) {
    return HexFormat.of().formatHex(frame);
  }

  @Test
  void gratuitousArpInBothForms() {
    ProxyNeighbour entry = new ProxyNeighbour(3, Testbed.G4, false, 71);
    List<byte[]> frames = Announcement.frames(entry, MAC, Testbed.G4);
    assertThat(frames).hasSize(2);
    String head = "ffffffffffff" + "020000000a01" + "0806" + "0001" + "0800" + "06" + "04";
    String sender = "020000000a01" + "0a4d0001";
    assertThat(hex(frames.get(0))).isEqualTo(head + "0001" + sender + "000000000000" + "0a4d0001");
    assertThat(hex(frames.get(1))).isEqualTo(head + "0002" + sender + "020000000a01" + "0a4d0001");
  }

  @Test
  void unsolicitedNeighbourAdvertisement() throws Exception {
    InetAddress source = Testbed.address("fe80::a01");
    ProxyNeighbour entry = new ProxyNeighbour(3, Testbed.G6, true, 71);
    List<byte[]> frames = Announcement.frames(entry, MAC, source);
    assertThat(frames).hasSize(1);
    byte[] frame = frames.getFirst();
    assertThat(hex(frame)).startsWith("333300000001" + "020000000a01" + "86dd");
    assertThat(hex(frame))
        .endsWith("a0000000" + "fd770000000000000000000000000001" + "0201" + "020000000a01");
    EthernetPacket packet = EthernetPacket.newPacket(frame, 0, frame.length);
    IpV6Packet.IpV6Header ip = packet.get(IpV6Packet.class).getHeader();
    assertThat(ip.getHopLimitAsInt()).isEqualTo(255);
    assertThat(ip.getPayloadLengthAsInt()).isEqualTo(32);
    assertThat(ip.getSrcAddr()).isEqualTo(source);
    assertThat(ip.getDstAddr()).isEqualTo(Testbed.address("ff02::1"));
    IcmpV6CommonPacket icmp = packet.get(IcmpV6CommonPacket.class);
    assertThat(icmp.getHeader().getType().value()).isEqualTo((byte) 136);
    assertThat(icmp.hasValidChecksum(ip.getSrcAddr(), ip.getDstAddr(), false)).isTrue();
  }

  @Test
  void onlyARouterSaysThatItIsOne() {
    ProxyNeighbour entry = new ProxyNeighbour(3, Testbed.G6, false, 71);
    byte[] frame = Announcement.frames(entry, MAC, Testbed.G6).getFirst();
    assertThat(hex(frame)).contains("20000000" + "fd77");
  }
}
