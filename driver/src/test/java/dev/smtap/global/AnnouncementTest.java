package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.global.Announcement.End;
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
    List<byte[]> frames = Announcement.frames(Testbed.G4, new End(MAC, Testbed.G4));
    assertThat(frames).hasSize(2);
    String head = "ffffffffffff" + "020000000a01" + "0806" + "0001" + "0800" + "06" + "04";
    String sender = "020000000a01" + "0a4d0001";
    assertThat(hex(frames.get(0))).isEqualTo(head + "0001" + sender + "000000000000" + "0a4d0001");
    assertThat(hex(frames.get(1))).isEqualTo(head + "0002" + sender + "020000000a01" + "0a4d0001");
  }

  @Test
  void unsolicitedNeighbourAdvertisement() throws Exception {
    InetAddress source = Testbed.address("fe80::a01");
    List<byte[]> frames = Announcement.frames(Testbed.G6, new End(MAC, source));
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
  void whoAsksIsTold() throws Exception {
    End from = new End(MAC, Testbed.address("fe80::a01"));
    End asker4 = new End(0x0200_0000_0b02L, Testbed.address("10.1.0.9"));
    assertThat(hex(Announcement.answer(Testbed.G4, from, asker4)))
        .isEqualTo(
            "020000000b02"
                + "020000000a01"
                + "0806"
                + "0001"
                + "0800"
                + "06"
                + "04"
                + "0002"
                + "020000000a01"
                + "0a4d0001"
                + "020000000b02"
                + "0a010009");
    End asker6 = new End(0x0200_0000_0b02L, Testbed.address("fe80::b02"));
    byte[] frame = Announcement.answer(Testbed.G6, from, asker6);
    assertThat(hex(frame))
        .startsWith("020000000b02" + "020000000a01" + "86dd")
        .endsWith("e0000000" + "fd770000000000000000000000000001" + "0201" + "020000000a01");
    EthernetPacket packet = EthernetPacket.newPacket(frame, 0, frame.length);
    IpV6Packet.IpV6Header ip = packet.get(IpV6Packet.class).getHeader();
    assertThat(ip.getDstAddr()).isEqualTo(asker6.address());
    IcmpV6CommonPacket icmp = packet.get(IcmpV6CommonPacket.class);
    assertThat(icmp.hasValidChecksum(ip.getSrcAddr(), ip.getDstAddr(), false)).isTrue();
  }
}
