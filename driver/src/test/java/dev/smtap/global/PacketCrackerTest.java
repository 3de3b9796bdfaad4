package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames byte by byte, whole, cut, and with lengths that cannot be. */
class PacketCrackerTest {
  private static final String MACS = "02534d000002 02534d000001 ";
  private static final String ENDS4 = "c0000201 0a000001 ";
  private static final String ENDS6 =
      "20010db8000000000000000000000001 fd000000000000000000000000000002 ";
  private static final String SYN = "c350 0050 00000001 00000000 5002 ffff 0000 0000 ";
  private static final String KEY4 = "TCP 10.0.0.1:80 from 192.0.2.1:50000";
  private static final String KEY6 = "TCP [fd00::2]:80 from [2001:db8::1]:50000";

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

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private PacketKind crack(String hex) {
    byte[] frame = bytes(hex);
    return cracker.crack(place.put(frame, 0), frame.length);
  }

  private static String ipv4(int protocol, String fragment, String payload) {
    int total = 20 + bytes(payload).length;
    return MACS
        + "0800 4500 %04x 1234 %s 40 %02x 0000 ".formatted(total, fragment, protocol)
        + ENDS4
        + payload;
  }

  private static String ipv6(int next, String payload) {
    int length = bytes(payload).length;
    return MACS + "86dd 60000000 %04x %02x 40 ".formatted(length, next) + ENDS6 + payload;
  }

  @Test
  void synOverIpv4() {
    assertThat(crack(ipv4(6, "4000", SYN))).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.key()).hasToString(KEY4);
    assertThat(cracker.isOpening()).isTrue();
    assertThat(cracker.isVersion4()).isTrue();
    assertThat(cracker.isFirstFragment()).isFalse();
    assertThat(cracker.packetOffset()).isEqualTo(14);
    assertThat(cracker.transportOffset()).isEqualTo(34);
    assertThat(cracker.transportBytes()).isEqualTo(20);
  }

  @Test
  void paddingIsNotPartOfThePacket() {
    assertThat(crack(ipv4(6, "4000", SYN) + "00".repeat(6))).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.transportBytes()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    "02, true",
    "c2, true",
    "12, false",
    "06, false",
    "03, false",
    "10, false",
    "00, false"
  })
  void onlyABareSynOpens(String flags, boolean opens) {
    assertThat(crack(ipv4(6, "4000", SYN.replace("5002", "50" + flags))))
        .isEqualTo(PacketKind.PORTS);
    assertThat(cracker.tcpFlags()).isEqualTo(HexFormat.fromHexDigits(flags));
    assertThat(cracker.isOpening()).isEqualTo(opens);
  }

  @Test
  void tagsAreSkippedUpToTwo() {
    String untagged = ipv4(6, "4000", SYN);
    String packet = untagged.substring(MACS.length());
    assertThat(crack(MACS + "8100 0007 " + packet)).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.key()).hasToString(KEY4);
    assertThat(crack(MACS + "88a8 0007 8100 0008 " + packet)).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.packetOffset()).isEqualTo(22);
    assertThat(crack(MACS + "88a8 0007 8100 0008 8100 0009" + packet)).isEqualTo(PacketKind.NOT_IP);
    assertThat(crack(MACS + "8100 0007 08")).isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(MACS + "0806 0001")).isEqualTo(PacketKind.NOT_IP);
    assertThat(cracker.etherType()).isEqualTo(0x0806);
  }

  @Test
  void optionsOfIpv4AreSkipped() {
    String options = MACS + "0800 4600 002c 1234 4000 40 06 0000 " + ENDS4 + "94040000 " + SYN;
    assertThat(crack(options)).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.key()).hasToString(KEY4);
    assertThat(cracker.transportOffset()).isEqualTo(38);
  }

  @Test
  void extensionHeadersOfIpv6AreSkipped() {
    assertThat(crack(ipv6(6, SYN))).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.key()).hasToString(KEY6);
    String all =
        "2b00 000000000000 3c00 000000000000 3300 000000000000 0602 000000000000 0000000000000000 ";
    assertThat(crack(ipv6(0, all + SYN))).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.key()).hasToString(KEY6);
    assertThat(cracker.transportOffset()).isEqualTo(14 + 40 + 40);
    assertThat(crack(ipv6(60, "0000 000000000000" + SYN))).isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv6(60, "3c00 000000000000".repeat(7) + "0600 000000000000" + SYN)))
        .isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv6(50, SYN))).isEqualTo(PacketKind.NO_PORTS);
    assertThat(crack(ipv6(60, "0603 000000000000" + SYN))).isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv6(59, ""))).isEqualTo(PacketKind.NO_PORTS);
  }

  @Test
  void fragmentsOfIpv4HaveAKeyInCommon() {
    FlowKey first = new FlowKey();
    assertThat(crack(ipv4(6, "2000", SYN + "00000000"))).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.isFirstFragment()).isTrue();
    assertThat(cracker.key()).hasToString(KEY4);
    cracker.fragmentKey(first);
    assertThat(first).hasToString("TCP 10.0.0.1:0 from 192.0.2.1:4660");
    FlowKey later = new FlowKey();
    assertThat(crack(ipv4(6, "0003", "00"))).isEqualTo(PacketKind.LATER_FRAGMENT);
    cracker.fragmentKey(later);
    assertThat(later.isSame(first)).isTrue();
    assertThat(cracker.key()).hasToString("TCP 10.0.0.1:0 from 192.0.2.1:0");
    assertThat(cracker.isFirstFragment()).isFalse();
  }

  @Test
  void fragmentsOfIpv6HaveAKeyInCommon() {
    FlowKey first = new FlowKey();
    assertThat(crack(ipv6(44, "0600 0001 12345678" + SYN + "00000000")))
        .isEqualTo(PacketKind.PORTS);
    assertThat(cracker.isFirstFragment()).isTrue();
    cracker.fragmentKey(first);
    assertThat(first.protocol()).isEqualTo(FlowKey.FRAGMENT);
    assertThat(first.localPort()).isEqualTo(0x1234);
    assertThat(first.foreignPort()).isEqualTo(0x5678);
    FlowKey later = new FlowKey();
    assertThat(crack(ipv6(44, "3c00 0018 12345678 00"))).isEqualTo(PacketKind.LATER_FRAGMENT);
    cracker.fragmentKey(later);
    assertThat(later.isSame(first)).isTrue();
    assertThat(crack(ipv6(44, "0600 0000 12345678" + SYN))).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.isFirstFragment()).as("it stands alone").isFalse();
    assertThat(crack(ipv6(44, "2c00 0001 12345678 0600 0001 12345678" + SYN)))
        .isEqualTo(PacketKind.MALFORMED);
  }

  @Test
  void fragmentsThatNoHonestSenderMakesAreRefused() {
    assertThat(crack(ipv4(6, "2000", SYN.substring(0, 19) + "0000000000000000")))
        .as("the TCP header is cut")
        .isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(6, "2000", SYN + "00")))
        .as("not of eights")
        .isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(6, "0001", SYN))).as("overlaps flags").isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(17, "0001", SYN))).isEqualTo(PacketKind.LATER_FRAGMENT);
    assertThat(crack(ipv4(17, "1fff", "00".repeat(8))))
        .as("beyond 65,535 bytes")
        .isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(17, "3000", ""))).isEqualTo(PacketKind.MALFORMED);
  }

  @Test
  void udpSctpAndOthers() {
    assertThat(crack(ipv4(17, "4000", "c350 0035 0009 0000 ff"))).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.key()).hasToString("UDP 10.0.0.1:53 from 192.0.2.1:50000");
    assertThat(crack(ipv4(17, "4000", "c350 0035 000a 0000 ff"))).isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(17, "4000", "c350 0035 0007 0000 ff"))).isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(17, "2000", "c350 0035 0100 0000"))).isEqualTo(PacketKind.PORTS);
    assertThat(crack(ipv4(132, "4000", "c350 0e57 00000000 00000000"))).isEqualTo(PacketKind.PORTS);
    assertThat(cracker.key()).hasToString("SCTP 10.0.0.1:3671 from 192.0.2.1:50000");
    assertThat(crack(ipv4(132, "4000", "c350 0e57 00000000 000000")))
        .isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(47, "4000", ""))).isEqualTo(PacketKind.NO_PORTS);
    assertThat(cracker.key()).hasToString("protocol 47 10.0.0.1:0 from 192.0.2.1:0");
  }

  @Test
  void echoAndOtherMessages() {
    assertThat(crack(ipv4(1, "4000", "0800 0000 0001 0001"))).isEqualTo(PacketKind.ECHO_REQUEST);
    assertThat(crack(ipv4(1, "4000", "0000 0000 0001 0001"))).isEqualTo(PacketKind.ICMP);
    assertThat(crack(ipv6(58, "8000 0000 0001 0001"))).isEqualTo(PacketKind.ECHO_REQUEST);
    assertThat(crack(ipv6(58, "8700 0000 0000 0000"))).isEqualTo(PacketKind.ICMP);
    assertThat(cracker.icmpType()).isEqualTo(0x87);
    assertThat(crack(ipv4(1, "4000", "0800 0000 0001 00"))).isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(58, "4000", "8000 0000 0001 0001"))).isEqualTo(PacketKind.NO_PORTS);
  }

  private static String quoted4(String ends, String payload) {
    return "0304 0000 0000 0578 4500 05dc 1234 4000 40 06 0000 " + ends + payload;
  }

  @Test
  void anErrorBelongsToTheFlowThatItQuotes() {
    String fromUs = "0a000001 c6336401 ";
    assertThat(crack(ipv4(1, "4000", quoted4(fromUs, "0050 c350 00000001"))))
        .isEqualTo(PacketKind.ICMP_ERROR);
    assertThat(cracker.key()).hasToString("TCP 10.0.0.1:80 from 198.51.100.1:50000");
    assertThat(cracker.tcpFlags()).isZero();
    assertThat(crack(ipv4(1, "4000", quoted4(fromUs, "0050 c3")))).isEqualTo(PacketKind.MALFORMED);
    assertThat(crack(ipv4(1, "4000", quoted4("0a000009 c6336401", "0050 c350 00000001"))))
        .as("it quotes what another host sent")
        .isEqualTo(PacketKind.MALFORMED);
    String ends = "fd000000000000000000000000000002 20010db8000000000000000000000009 ";
    String quoted = "0200 0000 00000500 60000000 0400 06 40 " + ends + "0050 c350 00000001";
    assertThat(crack(ipv6(58, quoted))).isEqualTo(PacketKind.ICMP_ERROR);
    assertThat(cracker.key()).hasToString("TCP [fd00::2]:80 from [2001:db8::9]:50000");
  }

  /** Cut anywhere, a packet is malformed: its lengths say more than there is. */
  @Test
  void noPacketIsTakenThatIsCut() {
    String quoted = quoted4("0a000001 c6336401 ", "0050 c350 00000001");
    for (String whole :
        new String[] {
          ipv4(6, "4000", SYN),
          ipv4(17, "4000", "c350 0035 0009 0000 ff"),
          ipv6(6, SYN),
          ipv6(0, "0600 000000000000 " + SYN),
          ipv6(44, "0600 0001 12345678" + SYN + "00000000"),
          ipv4(1, "4000", quoted),
        }) {
      byte[] frame = bytes(whole);
      for (int length = 0; length < frame.length; length++) {
        long position = place.put(Arrays.copyOf(frame, length), 0xff);
        assertThat(cracker.crack(position, length)).as(whole).isEqualTo(PacketKind.MALFORMED);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Version, header length, total length.
    "14, 55, MALFORMED", "14, 44, MALFORMED", "14, 4f, MALFORMED", "14, 46, MALFORMED",
    "16, ff, MALFORMED", "17, 13, MALFORMED", "17, 29, MALFORMED", "17, 27, MALFORMED",
    // TCP data offset: 4 and 6 words.
    "46, 40, MALFORMED", "46, 60, MALFORMED", "46, 50, PORTS",
  })
  void lengthsThatCannotBe(int offset, String value, PacketKind kind) {
    byte[] frame = bytes(ipv4(6, "4000", SYN));
    frame[offset] = (byte) HexFormat.fromHexDigits(value);
    assertThat(cracker.crack(place.put(frame, 0), frame.length)).isEqualTo(kind);
  }
}
