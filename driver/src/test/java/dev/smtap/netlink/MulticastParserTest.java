package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class MulticastParserTest {
  private static final String TEXT =
      """
      2    eth0            1     0     333300000001
      12   smt0            1     0     333300000001
      12   smt0            1     0     01005e000001
      12   smt0            12345 0     3333ff000002
      120  a b             1     0     333300000001
      13   x               1     0     00112233445566
      13   x               1     0     0011223344
      13   x               1     0     00112233445z
      13   x               1     0
      13
      14   y               1     0     ffffffffffff\
      """;

  private static long[] parse(String text, int ifindex) {
    MulticastParser parser = new MulticastParser();
    parser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), ifindex);
    return Arrays.copyOf(parser.found(), parser.count());
  }

  @Test
  void picksTheLinesOfOneInterfaceSorted() {
    assertThat(parse(TEXT, 12)).containsExactly(0x01005e000001L, 0x333300000001L, 0x3333ff000002L);
    assertThat(parse(TEXT, 2)).containsExactly(0x333300000001L);
    assertThat(parse(TEXT, 1)).isEmpty();
    assertThat(parse("", 1)).isEmpty();
  }

  @Test
  void passesOverWhatIsNoAddress() {
    assertThat(parse(TEXT, 13)).isEmpty();
    assertThat(parse(TEXT, 120)).isEmpty();
  }

  @Test
  void readsALastLineWithoutEnd() {
    assertThat(parse(TEXT, 14)).containsExactly(0xffffffffffffL);
  }

  @Test
  void growsBeyondItsFirstSize() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      text.append(String.format("7    smt0            1     0     %012x%n", 1000 - i));
    }
    assertThat(parse(text.toString(), 7)).hasSize(1000).isSorted();
  }

  @Test
  void neverThrowsOnGarbage() {
    RandomGenerator random = RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(7);
    byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
    MulticastParser parser = new MulticastParser();
    for (int round = 0; round < 20_000; round++) {
      byte[] garbled = bytes.clone();
      for (int i = 0; i < 10; i++) {
        garbled[random.nextInt(garbled.length)] = (byte) random.nextInt();
      }
      parser.parse(ByteBuffer.wrap(garbled, 0, random.nextInt(garbled.length)), 12);
      assertThat(parser.count()).isLessThanOrEqualTo(12);
    }
  }
}
