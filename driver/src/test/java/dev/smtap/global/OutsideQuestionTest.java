package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.tap.InternetChecksum;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Questions as hosts ask them, and as nobody should. */
class OutsideQuestionTest {
  private static final String ARP =
      "ffffffffffff"
          + "020000000b02"
          + "0806"
          + "0001"
          + "0800"
          + "06"
          + "04"
          + "0001"
          + "020000000b02"
          + "0a010009"
          + "000000000000"
          + "0a4d0001";
  private static final String SOURCE = "fe800000000000000000000000000b02";
  private static final String TARGET = "fd770000000000000000000000000001";
  private static final String OPTION = "0101" + "020000000c03";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static Optional<OutsideQuestion> read(String hex) {
    return OutsideQuestion.read(bytes(hex), hex.length() / 2);
  }

  /** A solicitation with a right checksum; the words in front of the addresses can be others. */
  private static byte[] solicitation(String ip, String source, String icmp, String options) {
    byte[] frame =
        bytes(
            "3333ff000001"
                + "020000000b02"
                + "86dd"
                + ip
                + source
                + "ff0200000000000000000001ff000001"
                + icmp
                + TARGET
                + options);
    ByteBuffer fields = ByteBuffer.wrap(frame);
    int payload = frame.length - 54;
    int sum = InternetChecksum.pseudoHeader(fields, 14, true, 58, payload);
    sum = InternetChecksum.add(sum, fields, 54, payload);
    fields.putShort(56, (short) InternetChecksum.finish(sum));
    return frame;
  }

  private static byte[] solicitation(String source, String options) {
    String length = "%04x".formatted(24 + options.length() / 2);
    return solicitation("60000000" + length + "3aff", source, "8700000000000000", options);
  }

  private static Optional<OutsideQuestion> read(byte[] frame) {
    return OutsideQuestion.read(frame, frame.length);
  }

  private static OutsideQuestion from(InetAddress global, long mac, String address) {
    return new OutsideQuestion(global, new Announcement.End(mac, Testbed.address(address)));
  }

  @Test
  void anArpRequestIsOne() {
    assertThat(read(ARP)).contains(from(Testbed.G4, 0x0200_0000_0b02L, "10.1.0.9"));
    assertThat(read(ARP).orElseThrow().isProbe()).isFalse();
    assertThat(read(ARP.replace("0a010009", "00000000")).orElseThrow().isProbe()).isTrue();
  }

  @Test
  void otherArpFramesAreNone() {
    assertThat(read(ARP.replace("0604" + "0001", "0604" + "0002"))).as("a reply").isEmpty();
    assertThat(read(ARP.replace("0a010009", "0a4d0001"))).as("an announcement").isEmpty();
    assertThat(read(ARP.replace("08060001", "08060006"))).as("other hardware").isEmpty();
    assertThat(read(ARP.replace("0604", "0804"))).as("long addresses").isEmpty();
    assertThat(read(ARP.replace("0604" + "0001" + "02", "0604" + "0001" + "03")))
        .as("from a group")
        .isEmpty();
    assertThat(read(ARP.replace("0a010009", "e0000001"))).as("from a group").isEmpty();
    assertThat(OutsideQuestion.read(bytes(ARP), 41)).as("cut").isEmpty();
  }

  @Test
  void aSolicitationIsOne() {
    assertThat(read(solicitation(SOURCE, OPTION)))
        .contains(from(Testbed.G6, 0x0200_0000_0c03L, "fe80::b02"));
    assertThat(read(solicitation(SOURCE, "")))
        .as("without option")
        .contains(from(Testbed.G6, 0x0200_0000_0b02L, "fe80::b02"));
    assertThat(read(solicitation(SOURCE, "0e01000000000000" + OPTION)))
        .as("behind another option")
        .contains(from(Testbed.G6, 0x0200_0000_0c03L, "fe80::b02"));
    assertThat(read(solicitation("0".repeat(32), "")).orElseThrow().isProbe()).isTrue();
  }

  @Test
  void optionsThatAreLiesDoNoHarm() {
    OutsideQuestion plain = from(Testbed.G6, 0x0200_0000_0b02L, "fe80::b02");
    for (String option : new String[] {"0100" + "020000000c03", "0102020000000c03", "01ff", "01"}) {
      assertThat(read(solicitation(SOURCE, option))).as(option).contains(plain);
    }
  }

  @Test
  void otherIcmpFramesAreNone() {
    String icmp = "8700000000000000";
    String ip = "6000000000203aff";
    assertThat(read(solicitation(ip, SOURCE, icmp, OPTION))).isPresent();
    assertThat(read(solicitation("6000000000203afe", SOURCE, icmp, OPTION)))
        .as("from beyond the link")
        .isEmpty();
    assertThat(read(solicitation("60000000002000ff", SOURCE, icmp, OPTION)))
        .as("behind another header")
        .isEmpty();
    assertThat(read(solicitation("6000000000213aff", SOURCE, icmp, OPTION)))
        .as("longer than its frame")
        .isEmpty();
    assertThat(read(solicitation("6000000000103aff", SOURCE, icmp, OPTION)))
        .as("too short")
        .isEmpty();
    assertThat(read(solicitation(ip, SOURCE, "8800000000000000", OPTION)))
        .as("an advertisement")
        .isEmpty();
    assertThat(read(solicitation(ip, SOURCE, "8701000000000000", OPTION))).as("a code").isEmpty();
    assertThat(read(solicitation(ip, "ff020000000000000000000000000001", icmp, OPTION)))
        .as("from a group")
        .isEmpty();
    byte[] damaged = solicitation(ip, SOURCE, icmp, OPTION);
    damaged[70] ^= 1;
    assertThat(read(damaged)).as("damaged").isEmpty();
  }

  @Test
  void noiseIsReadToo() {
    Random random = new Random(3);
    byte[][] seeds = {bytes(ARP), solicitation(SOURCE, OPTION)};
    for (int i = 0; i < 200_000; i++) {
      byte[] frame = Arrays.copyOf(seeds[i & 1], random.nextInt(120));
      for (int j = random.nextInt(4); j > 0 && frame.length > 0; j--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt();
      }
      read(frame)
          .ifPresent(each -> assertThat(each.asker().address().isMulticastAddress()).isFalse());
    }
  }
}
