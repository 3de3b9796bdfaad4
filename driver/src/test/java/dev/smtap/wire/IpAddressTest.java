package dev.smtap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses as people write them. */
class IpAddressTest {
  private static IpAddress parse(String text) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(InetAddress.getByName(text).getAddress());
    return bytes.capacity() == 4
        ? new IpAddress(0, FlowKey.mapped(bytes.getInt()))
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  /** The examples of RFC 5952, section 4, and the ends of the range. */
  @ParameterizedTest
  @CsvSource({
    "2001:0db8::0001, 2001:db8::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8::AbCd, 2001:db8::abcd",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "0:0:1:0:0:0:0:0, 0:0:1::",
    "192.0.2.1, 192.0.2.1",
    "255.255.255.255, 255.255.255.255",
    "0.0.0.0, 0.0.0.0",
  })
  void isWrittenInOneWayOnly(String text, String written) throws Exception {
    assertThat(parse(text)).hasToString(written);
  }

  @Test
  void whatIsWrittenIsTheSameAddress() throws Exception {
    Random random = new Random(5952);
    for (int i = 0; i < 10_000; i++) {
      IpAddress address = new IpAddress(word(random), word(random));
      assertThat(parse(address.toString())).isEqualTo(address);
    }
  }

  /** Four groups, each zero as often as not. */
  private static long word(Random random) {
    long word = 0;
    for (int i = 0; i < 4; i++) {
      word = word << 16 | (random.nextBoolean() ? random.nextInt(0x1_0000) : 0);
    }
    return word;
  }

  @Test
  void portsFollowBrackets() throws Exception {
    assertThat(parse("192.0.2.1").withPort(80)).isEqualTo("192.0.2.1:80");
    assertThat(parse("2001:db8::1").withPort(65_535)).isEqualTo("[2001:db8::1]:65535");
  }

  @Test
  void version4ComesFirstAndThenTheLower() throws Exception {
    List<IpAddress> sorted = new ArrayList<>();
    for (String each : List.of("9.0.0.1", "10.0.0.1", "200.0.0.1", "::1", "fd00::1", "fd00::2")) {
      sorted.add(parse(each));
    }
    List<IpAddress> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(1));
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(sorted);
  }
}
