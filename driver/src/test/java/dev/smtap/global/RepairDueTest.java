package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairDueTest {
  // The clock may begin anywhere, and goes round.
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 1_000L);
  private static final long SETTLED = START + RepairDue.SETTLED_NANOS;

  @Test
  void isNeededOnceAWhileAfterTheBeginning() {
    RepairDue repair = new RepairDue(START);
    assertThat(repair.dueNanos(SETTLED + 7)).isEqualTo(SETTLED);
    assertThat(repair.dueNanos(SETTLED - 7)).isEqualTo(SETTLED - 7);
    assertThat(repair.settles(SETTLED - 1)).isFalse();
    assertThat(repair.isNeeded()).isFalse();
    assertThat(repair.settles(SETTLED)).isTrue();
    assertThat(repair.isNeeded()).isTrue();
    repair.done();
    assertThat(repair.settles(SETTLED + 1)).isFalse();
    assertThat(repair.isNeeded()).isFalse();
    assertThat(repair.dueNanos(SETTLED + 7)).isEqualTo(SETTLED + 7);
  }

  @Test
  void isNeededUntilItIsDone() {
    RepairDue repair = new RepairDue(START);
    repair.expect();
    assertThat(repair.settles(START)).isFalse();
    assertThat(repair.isNeeded()).isTrue();
    repair.done();
    assertThat(repair.isNeeded()).isFalse();
  }
}
