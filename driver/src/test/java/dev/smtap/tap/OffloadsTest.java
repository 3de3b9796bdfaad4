package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffloadsTest {
  /** TUNSETOFFLOAD before Linux 6.2. */
  private static int oldKernel(int flags) {
    return (flags & 0x60) != 0 ? -Errno.EINVAL : 0;
  }

  private static int onlyChecksums(int flags) {
    return (flags & ~1) != 0 ? -Errno.EINVAL : 0;
  }

  private static int nothing(int flags) {
    return flags != 0 ? -Errno.EINVAL : 0;
  }

  @Test
  void printsWhatItParses() {
    for (int bits = 0; bits <= Offloads.ALL.bits(); bits++) {
      Offloads offloads = new Offloads(bits);
      assertThat(Offloads.parse(offloads.toString())).contains(offloads);
    }
    assertThat(Offloads.parse("on")).contains(Offloads.ALL);
    assertThat(Offloads.parse(" CSUM , tso4 ")).map(Offloads::bits).contains(3);
    assertThat(Offloads.ALL).hasToString("csum,tso4,tso6,tso-ecn,uso4,uso6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "csum,", "tso", "on,off", "csum tso4"})
  void refusesOtherText(String text) {
    assertThat(Offloads.parse(text)).isEmpty();
  }

  @Test
  void isConsistentAsAKernelWantsIt() {
    assertThat(new Offloads(Offloads.TSO4 | Offloads.USO4).consistent()).isEqualTo(Offloads.NONE);
    int csum = Offloads.CSUM;
    assertThat(new Offloads(csum | Offloads.TSO_ECN).consistent().bits()).isEqualTo(csum);
    assertThat(new Offloads(csum | Offloads.USO6).consistent().bits()).isEqualTo(csum);
    assertThat(Offloads.ALL.consistent()).isEqualTo(Offloads.ALL);
    assertThat(Offloads.ALL.kernelFlags()).isEqualTo(0x6f);
    assertThat(Offloads.NONE.kernelFlags()).isZero();
  }

  @Test
  void hasSetOperationsAndIgnoresUnknownBits() {
    Offloads some = new Offloads(Offloads.CSUM | Offloads.TSO4);
    assertThat(some.intersect(new Offloads(Offloads.TSO4)).bits()).isEqualTo(Offloads.TSO4);
    assertThat(some.without(new Offloads(Offloads.TSO4)).bits()).isEqualTo(Offloads.CSUM);
    assertThat(some.union(Offloads.ALL)).isEqualTo(Offloads.ALL);
    assertThat(new Offloads(-1)).isEqualTo(Offloads.ALL);
    assertThat(some.has(Offloads.CSUM | Offloads.TSO4)).isTrue();
    assertThat(some.has(Offloads.CSUM | Offloads.TSO6)).isFalse();
  }

  @Test
  void probeTakesAllWhereItCan() {
    OffloadReport report = OffloadProbe.probe(Offloads.ALL, flags -> 0);
    assertThat(report.usable()).isEqualTo(Offloads.ALL);
    assertThat(report.reasons()).isEmpty();
  }

  @Test
  void probeLeavesOutWhatIsRefusedWithAReason() {
    OffloadReport report = OffloadProbe.probe(Offloads.ALL, OffloadsTest::oldKernel);
    assertThat(report.usable()).hasToString("csum,tso4,tso6,tso-ecn");
    assertThat(report.reasons())
        .containsExactly("uso4,uso6 is off: this kernel refuses it, invalid argument (EINVAL)");
    OffloadReport less = OffloadProbe.probe(Offloads.ALL, OffloadsTest::onlyChecksums);
    assertThat(less.usable()).hasToString("csum");
    assertThat(less.reasons()).hasSize(4);
    assertThat(less.reasons()).contains("tso-ecn is off: it needs another offload that is off");
    assertThat(OffloadProbe.probe(Offloads.ALL, OffloadsTest::nothing).usable())
        .isEqualTo(Offloads.NONE);
  }
}
