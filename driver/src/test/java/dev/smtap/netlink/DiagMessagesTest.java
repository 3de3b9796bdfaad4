package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Golden messages; those of the kernel as 6.18 sent them. Little-endian machines. */
class DiagMessagesTest {
  private static final String LISTENER_ON_ANY_IPV6 =
      """
      0a0a0000 03eb 0000 00000000000000000000000000000000 00000000000000000000000000000000
      00000000 0300000000000000
      00000000 00000000 08000000 e8030000 5be52100
      05000800 00000000 05000b00 00000000 08000f00 00000000 0c001500 0100000000000000
      """;
  private static final String UDP_OF_MAPPED_IPV4 =
      """
      0a010000 07db 07d2 00000000000000000000ffff0a090909 00000000000000000000ffff0a090909
      03000000 1210000001000000
      00000000 00000000 00000000 00000000 7fe52100
      05000a00 11000000
      """;

  static byte[] bytes(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  private static byte[] message(String payload) {
    return MessageBuilder.raw(InetDiag.SOCK_DIAG_BY_FAMILY, 0, bytes(payload)).build(7);
  }

  private static @Nullable SocketInfo read(byte[] message, @Nullable SocketProtocol asked) {
    MessageReader reader = new MessageReader(message);
    reader.reset(message.length);
    assertThat(reader.next()).isTrue();
    return DiagMessages.socket(reader, asked);
  }

  static SocketEnd end(String address, int port) {
    return TestSocket.end(address, port);
  }

  @Test
  void asksForTcpAsTheSocketHasIt() {
    SocketFlow flow =
        new SocketFlow(SocketProtocol.TCP, end("10.9.9.9", 80), end("192.0.2.1", 40_000));
    assertThat(DiagMessages.question(flow, 5).build(9))
        .isEqualTo(
            bytes(
                """
                48000000 1400 0100 09000000 00000000
                02060000 00000000
                0050 9c40 0a090909000000000000000000000000 c0000201000000000000000000000000
                05000000 ffffffffffffffff
                """));
  }

  @Test
  void asksForUdpAsThePacketHasIt() {
    SocketFlow flow =
        new SocketFlow(SocketProtocol.UDP, end("fd99::9", 53), end("2001:db8::1", 65_535));
    assertThat(DiagMessages.question(flow, 0x102).build(1))
        .isEqualTo(
            bytes(
                """
                48000000 1400 0100 01000000 00000000
                0a110000 00000000
                ffff 0035 20010db8000000000000000000000001 fd990000000000000000000000000009
                02010000 ffffffffffffffff
                """));
  }

  @Test
  void asksForListsOfSomeStates() {
    assertThat(DiagMessages.list(SocketProtocol.SCTP, IpFamily.IPV6, 1 << 10).build(3))
        .isEqualTo(
            Arrays.copyOf(bytes("48000000 1400 0103 03000000 00000000 0a840000 00040000"), 72));
  }

  @Test
  void readsAListener() {
    assertThat(read(message(LISTENER_ON_ANY_IPV6), SocketProtocol.TCP))
        .isEqualTo(
            new SocketInfo(
                SocketProtocol.TCP,
                10,
                end("::", 1003),
                end("::", 0),
                0,
                false,
                1000,
                2_221_403,
                3));
    String v6Only = LISTENER_ON_ANY_IPV6.replace("05000b00 00", "05000b00 01");
    assertThat(read(message(v6Only), SocketProtocol.TCP))
        .extracting(SocketInfo::v6Only)
        .isEqualTo(true);
  }

  @Test
  void holdsAMappedAddressAsIpv4AndTakesTheMessagesOwnProtocol() {
    SocketInfo info = Objects.requireNonNull(read(message(UDP_OF_MAPPED_IPV4), null));
    assertThat(info.protocol()).isEqualTo(SocketProtocol.UDP);
    assertThat(info.local()).isEqualTo(end("10.9.9.9", 2011));
    assertThat(info.local().isIpv6()).isFalse();
    assertThat(info.foreign()).isEqualTo(end("10.9.9.9", 2002));
    assertThat(info.ifindex()).isEqualTo(3);
    assertThat(info.cookie()).isEqualTo(0x1_0000_1012L);
    assertThat(info.kind()).isEqualTo(SocketKind.CONNECTED);
  }

  @Test
  void readsNothingFromWhatIsCutOrOfAnotherKind() {
    byte[] good = message(UDP_OF_MAPPED_IPV4);
    int whole = Netlink.HEADER_SIZE + DiagMessageDescriptor.BYTES;
    for (int length = Netlink.HEADER_SIZE; length <= good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      cut[0] = (byte) length;
      assertThat(read(cut, SocketProtocol.UDP) != null).as("%s", length).isEqualTo(length >= whole);
    }
    assertThat(read(message(UDP_OF_MAPPED_IPV4.replaceFirst("0a01", "1001")), null)).isNull();
    assertThat(read(message(UDP_OF_MAPPED_IPV4.replaceFirst("11000000\\s*$", "88000000")), null))
        .as("UDP-Lite")
        .isNull();
    assertThat(read(message(LISTENER_ON_ANY_IPV6), null)).as("of no protocol").isNull();
    byte[] other = good.clone();
    other[4] = 19;
    assertThat(read(other, SocketProtocol.UDP)).isNull();
  }

  @Test
  void aFlowIsOfOneFamilyAndHasPorts() {
    SocketEnd ipv4 = end("10.9.9.9", 80);
    SocketEnd ipv6 = end("fd99::9", 80);
    assertThatThrownBy(() -> new SocketFlow(SocketProtocol.TCP, ipv4, ipv6))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> end("fd99::9", 65_536)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> end("fd99::9", -1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new SocketFlow(SocketProtocol.TCP, ipv6, end("2001:db8::1", 5)))
        .hasToString("TCP [fd99:0:0:0:0:0:0:9]:80 from [2001:db8:0:0:0:0:0:1]:5");
  }
}
