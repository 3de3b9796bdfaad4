package dev.smtap.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
  private static final int ROUNDS = 20_000;

  @Test
  void smHeaderKeepsItsFields() {
    Random random = new Random(14);
    for (int i = 0; i < ROUNDS; i++) {
      long destination = random.nextLong() >>> 16;
      long source = random.nextLong() >>> 16;
      int type = random.nextInt(1 << 16);
      long first = SmHeader.first(destination, source);
      long second = SmHeader.second(source, type);
      assertThat(SmHeader.destination(first)).isEqualTo(destination);
      assertThat(SmHeader.source(first, second)).isEqualTo(source);
      assertThat(SmHeader.packetType(second)).isEqualTo(type);
      long command = SmHeader.asCommand(source);
      assertThat(SmHeader.isCommand(command)).isTrue();
      assertThat(SmHeader.isCommand(SmHeader.withoutCommand(command))).isFalse();
      assertThat(SmHeader.withoutCommand(command)).isEqualTo(SmHeader.withoutCommand(source));
      assertThat(command ^ source).isIn(0L, 1L << 40);
    }
  }

  /** 6 + 6 + 2 bytes in network byte order, and two zeros. */
  @ParameterizedTest
  @CsvSource({
    "02:53:4d:00:00:02, 02:53:4d:00:00:01, 0800, 02534d00000202534d00000108000000",
    "ff:ff:ff:ff:ff:ff, 02:53:4d:ff:ff:fe, 86dd, ffffffffffff02534dfffffe86dd0000",
    "01:00:5e:00:00:fb, 02:53:4d:07:12:34, 002e, 01005e0000fb02534d071234002e0000",
  })
  void smHeaderOnTheWire(String destination, String source, String type, String bytes) {
    long from = MacAddress.parse(source);
    byte[] header =
        ByteBuffer.allocate(SmHeader.PADDED_BYTES)
            .putLong(SmHeader.first(MacAddress.parse(destination), from))
            .putLong(SmHeader.second(from, HexFormat.fromHexDigits(type)))
            .array();
    assertThat(header).isEqualTo(HexFormat.of().parseHex(bytes));
  }

  @Test
  void aCommandIsTheGroupBitOfTheSource() {
    assertThat(MacAddress.format(SmHeader.asCommand(NodeAddress.of(0, 1))))
        .isEqualTo("03:53:4d:00:00:01");
    assertThat(Command.PACKET_TYPE).isEqualTo(0x88b5);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 02:53:4d:00:00:01",
    "15, 258, 02:53:4d:0f:01:02",
    "255, 65534, 02:53:4d:ff:ff:fe",
  })
  void aNodesAddressNamesNetworkAndNode(int network, int node, String text) {
    long address = NodeAddress.of(network, node);
    assertThat(MacAddress.format(address)).isEqualTo(text);
    assertThat(MacAddress.isGroup(address)).isFalse();
    assertThat(NodeAddress.nodeId(address)).isEqualTo(node);
    assertThat(NodeAddress.isOnNetwork(address, NodeAddress.networkPrefix(network))).isTrue();
    assertThat(NodeAddress.isOnNetwork(address, NodeAddress.networkPrefix(network ^ 1))).isFalse();
    assertThat(
            NodeAddress.isOnNetwork(
                SmHeader.asCommand(address), NodeAddress.networkPrefix(network)))
        .isFalse();
  }

  @Test
  void nodeIdsEndWhereTheyShould() {
    assertThat(List.of(-1, 0, 65_535, 65_536)).noneMatch(NodeAddress::isNodeId);
    assertThat(List.of(1, 64, 65_534)).allMatch(NodeAddress::isNodeId);
  }

  @Test
  void macAddressesAreReadAndWritten() {
    Random random = new Random(6);
    for (int i = 0; i < ROUNDS; i++) {
      long address = random.nextLong() >>> 16;
      assertThat(MacAddress.parse(MacAddress.format(address))).isEqualTo(address);
      byte[] shifted = new byte[9];
      System.arraycopy(MacAddress.toBytes(address), 0, shifted, 3, MacAddress.BYTES);
      assertThat(MacAddress.fromBytes(shifted, 3)).isEqualTo(address);
      assertThat(MacAddress.isGroup(address)).isEqualTo((shifted[3] & 1) == 1);
    }
    assertThat(MacAddress.parse("AB:cd:EF:00:01:02")).isEqualTo(0xabcd_ef00_0102L);
    assertThat(MacAddress.isGroup(MacAddress.BROADCAST)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02:53:4d:00:00",
        "02:53:4d:00:00:01:02",
        "2:53:4d:0:0:1",
        "02-53-4d-00-00-01",
        "02:53:4d:00:00:0g",
        " 02:53:4d:00:00:01",
        "02:53:4d:00:00:01\n"
      })
  void whatIsNoMacAddressIsRefused(String text) {
    assertThatThrownBy(() -> MacAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a MAC address: '");
  }

  private static long virtio(int type, int segmentBytes, int checksumStart) {
    return (long) checksumStart << 48
        | (long) segmentBytes << 32
        | 66L << 16
        | (long) type << 8
        | 1;
  }

  /** Type, segment bytes, checksum start, frame bytes, TCP header bytes as the frame says. */
  @ParameterizedTest
  @CsvSource({
    "0, 1448, 34, 60000, 32, 60000",
    "1, 1448, 34, 60000, 32, 1514",
    "129, 1448, 34, 60000, 32, 1514",
    "4, 1428, 54, 60000, 32, 1514",
    "5, 1472, 34, 60000, 0, 1514",
    "5, 1472, 34, 60000, 60, 1514",
    "1, 1448, 34, 1000, 32, 1000",
    "1, 1448, 34, 60000, 0, 1502",
    "1, 1448, 34, 60000, 19, 1502",
    "1, 1448, 34, 60000, 999, 1542",
    "1, 65535, 65535, 60000, 32, 60000",
    "1, 0, 0, 60000, 32, 32",
    "127, 65535, 65535, 14, -5, 14",
  })
  void aSuperFrameIsAsLongAsItsSegments(
      int type, int segment, int start, int frame, int tcpHeader, int bytes) {
    long word = virtio(type, segment, start);
    assertThat(VirtioNetHeader.wireBytes(word, frame, tcpHeader)).isEqualTo(bytes);
    assertThat(VirtioNetHeader.gsoType(word)).isEqualTo(type & 0x7f);
    assertThat(VirtioNetHeader.segmentBytes(word)).isEqualTo(segment);
    assertThat(VirtioNetHeader.checksumStart(word)).isEqualTo(start);
  }

  @Test
  void noHeaderMakesAFrameLongerThanItIs() {
    Random random = new Random(12);
    for (int i = 0; i < ROUNDS; i++) {
      int frame = random.nextInt(FrameLimits.LONGEST_FRAME_BYTES + 1);
      int bytes = VirtioNetHeader.wireBytes(random.nextLong(), frame, random.nextInt());
      assertThat(bytes).isBetween(0, frame);
    }
  }

  @Test
  void limitsOfFrames() {
    assertThat(List.of(1489, 65_522, 0, -1)).noneMatch(FrameLimits::isMtu);
    assertThat(List.of(1490, 1500, 9000, 65_521)).allMatch(FrameLimits::isMtu);
    assertThat(FrameLimits.OVERHEAD_BYTES).isEqualTo(22);
    assertThat(FrameLimits.LONGEST_FRAME_BYTES).isEqualTo(65_543);
  }
}
