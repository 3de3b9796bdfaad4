package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prefixes as arithmetic on whole numbers has them. */
class SegmentTest {
  private static final int ROUNDS = 2_000;

  @ParameterizedTest
  @ValueSource(ints = {4, 16})
  void containsWhatSharesThePrefix(int bytes) throws Exception {
    Random random = new Random(bytes);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] own = new byte[bytes];
      random.nextBytes(own);
      int prefix = random.nextInt(8 * bytes + 1);
      byte[] other = own.clone();
      int bit = random.nextInt(8 * bytes);
      other[bit / 8] ^= (byte) (0x80 >> bit % 8);
      Segment segment = Segment.of(InetAddress.getByAddress(own), prefix);
      assertThat(segment.contains(InetAddress.getByAddress(own))).isTrue();
      assertThat(segment.contains(InetAddress.getByAddress(other)))
          .as("%s and bit %d", segment, bit)
          .isEqualTo(bit >= prefix);
      BigInteger behind = BigInteger.ONE.shiftLeft(8 * bytes - prefix);
      BigInteger first = new BigInteger(1, segment.first().getAddress());
      assertThat(first.mod(behind)).isZero();
      assertThat(first).isEqualTo(new BigInteger(1, own).divide(behind).multiply(behind));
      assertThat(segment.isHost()).isEqualTo(prefix == 8 * bytes);
    }
  }

  @Test
  void neverContainsTheOtherFamily() {
    Segment all = Segment.of(Testbed.G4, 0);
    assertThat(all.contains(Testbed.G6)).isFalse();
    assertThat(Segment.of(Testbed.G6, 0).contains(Testbed.G4)).isFalse();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Segment(Testbed.G4, 24))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("10.77.0.1 is not the first of /24");
    assertThatThrownBy(() -> Segment.of(Testbed.G4, 33)).hasMessage("no prefix length: 33");
    assertThatThrownBy(() -> Segment.of(Testbed.G6, -1)).hasMessage("no prefix length: -1");
  }
}
