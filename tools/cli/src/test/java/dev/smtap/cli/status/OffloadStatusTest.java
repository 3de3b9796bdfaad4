package dev.smtap.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.tap.Offloads;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which offloads are in force, and why others are not. */
class OffloadStatusTest {
  private static Offloads some(int... bits) {
    int all = 0;
    for (int bit : bits) {
      all |= bit;
    }
    return new Offloads(all);
  }

  @Test
  void allAreInForceAmongThoseWhoReceiveAll() {
    OffloadStatus status =
        OffloadStatus.of(Offloads.ALL, Offloads.ALL, Map.of(2, Offloads.ALL, 3, Offloads.ALL));
    assertThat(status.inForce()).isEqualTo(Offloads.ALL);
    assertThat(status.reasons()).isEmpty();
  }

  @Test
  void onePeerLimitsAll() {
    Offloads few = some(Offloads.CSUM, Offloads.TSO4);
    OffloadStatus status =
        OffloadStatus.of(Offloads.ALL, Offloads.ALL, Map.of(2, Offloads.ALL, 3, few, 4, few));
    assertThat(status.inForce()).isEqualTo(few);
    assertThat(status.reasons())
        .containsOnlyKeys("tso6", "tso-ecn", "uso4", "uso6")
        .containsEntry("tso6", "node 3, node 4 do not receive it");
  }

  @Test
  void theOwnSideIsNamedFirst() {
    Offloads wanted = some(Offloads.CSUM, Offloads.TSO4, Offloads.USO4, Offloads.USO6);
    Offloads received = some(Offloads.CSUM, Offloads.TSO4);
    OffloadStatus status = OffloadStatus.of(received, wanted, Map.of(2, Offloads.NONE));
    assertThat(status.inForce()).isEqualTo(Offloads.NONE);
    assertThat(status.reasons())
        .containsEntry("csum", "node 2 does not receive it")
        .containsEntry("tso6", "it is switched off here (--offloads)")
        .containsEntry("uso4", "this kernel does not handle it right, see 'smtap doctor'");
  }

  @Test
  void withoutItsGroundAnOffloadIsOffToo() {
    Offloads noChecksums = some(Offloads.TSO4);
    OffloadStatus status = OffloadStatus.of(Offloads.ALL, Offloads.ALL, Map.of(2, noChecksums));
    assertThat(status.inForce()).isEqualTo(Offloads.NONE);
    assertThat(status.reasons()).containsEntry("tso4", "it needs another that is off");
  }
}
