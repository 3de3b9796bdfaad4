package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.wire.FlowKey;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a flow began, as its owner says it and another reads it. */
class FlowAgeTest {
  private static final double DAY = 86_400;
  private static final long TICK_NANOS = 1L << ConnectionBucketDescriptor.TICK_SHIFT;
  private static final long MOST_NANOS = FlowAge.MOST_TICKS * TICK_NANOS;
  private static final double TURN = TICK_NANOS * 0x1p24 / TestTable.SECOND;
  private static final FlowKey KEY = TestTable.tcp(1);

  private TestTable test;

  @BeforeEach
  void make() throws Exception {
    test = new TestTable(4_096, 3);
    FlowTimeouts timeouts = FlowTimeouts.DEFAULT;
    test.table.setTimeouts(
        new FlowTimeouts(
            timeouts.opening(),
            FlowTimeouts.LONGEST,
            timeouts.closing(),
            timeouts.firstDatagram(),
            timeouts.datagrams()));
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private long age() {
    assertThat(test.reader.find(KEY)).isTrue();
    return test.reader.ageNanos(test.now());
  }

  private void hasAge(double seconds) {
    assertThat(age() / (double) TestTable.SECOND).isBetween(seconds - 0.27, seconds + 0.27);
  }

  private void count() {
    test.table.count(test.table.find(KEY), FlowKey.ACK, 52);
  }

  @Test
  void packetsMakeAFlowNoYounger() {
    test.addEstablished(KEY, 1);
    assertThat(age()).isZero();
    for (int i = 1; i <= 5; i++) {
      test.pass(1_000);
      count();
      test.pass(10);
      hasAge(1_010 * i);
      assertThat(test.reader.idleNanos(test.now()) / TestTable.SECOND).isBetween(9L, 10L);
    }
    assertThat(test.reader.packets()).isEqualTo(7);
    assertThat(test.reader.bytes()).isEqualTo(60 + 6 * 52);
  }

  @Test
  void aFlowThatGoesOverBeginsAnew() {
    test.addEstablished(KEY, 1);
    test.pass(500);
    test.addEstablished(KEY, 2);
    assertThat(age()).isZero();
    test.pass(70);
    hasAge(70);
    assertThat(test.reader.nodeId()).isEqualTo(2);
  }

  @Test
  void anEntryThatIsUsedAgainHasTheNewFlowsAge() {
    int entry = test.addEstablished(KEY, 1);
    test.pass(5_000);
    assertThat(test.table.remove(KEY)).isTrue();
    assertThat(test.addEstablished(KEY, 1)).isEqualTo(entry);
    assertThat(age()).isZero();
  }

  /** The clock's 24 bits, and the 16 of them that stand apart, turn while it lives. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 1.5, 10_000, 20_000, 3 * 86_400})
  void theClockTurns(double secondsBefore) {
    test.pass(TURN - test.now() / (double) TestTable.SECOND - secondsBefore);
    test.addEstablished(KEY, 1);
    for (int i = 1; i <= 20; i++) {
      test.pass(DAY);
      count();
      assertThat(test.ageOutAll()).isZero();
      hasAge(i * DAY);
    }
  }

  @Test
  void aLongLifeIsHeldAtItsMost() {
    test.addEstablished(KEY, 1);
    long before = 0;
    for (int hour = 0; hour < 400 * 24; hour++) {
      test.pass(3_600);
      count();
      assertThat(age()).as("hour %d", hour).isGreaterThanOrEqualTo(before);
      before = age();
      assertThat(test.ageOutAll()).isZero();
      assertThat(age()).as("hour %d, held", hour).isEqualTo(before);
    }
    assertThat(before).isEqualTo(MOST_NANOS);
    assertThat(Duration.ofNanos(before).toDays()).isEqualTo(48);
    assertThat(test.reader.packets()).isEqualTo(2 + 400 * 24);
    assertThat(test.reader.bytes()).isEqualTo(60 + 52 + 52L * 400 * 24);
    assertThat(test.table.state(test.table.find(KEY))).isEqualTo(FlowState.ESTABLISHED);
    test.addEstablished(KEY, 2);
    assertThat(age()).as("of another node").isZero();
  }

  /** The round of the table was held up: nothing is told wrongly for two days. */
  @ParameterizedTest
  @ValueSource(doubles = {47.9, 48.4, 48.6, 48.85})
  void theHandMayBeLate(double days) {
    test.addEstablished(KEY, 1);
    for (int i = 0; i < 10; i++) {
      test.pass(days * DAY / 10);
      count();
      assertThat(test.ageOutAll()).isZero();
    }
    test.pass(2 * DAY);
    count();
    assertThat(age()).isEqualTo(MOST_NANOS);
    assertThat(test.ageOutAll()).isZero();
    assertThat(age()).isEqualTo(MOST_NANOS);
    test.pass(2 * DAY);
    assertThat(age()).isEqualTo(MOST_NANOS);
  }

  /** As when a socket's end ended the tick, or the reader took its time before the owner did. */
  @Test
  void aClockThatIsAheadMakesNoOldFlow() {
    double toNextHigh = (0x10000 - 0x1000) * (double) TICK_NANOS / TestTable.SECOND;
    test.pass(toNextHigh + 0.1);
    test.addEstablished(KEY, 1);
    test.pass(-0.3);
    assertThat(age()).isZero();
    assertThat(test.ageOutAll()).isZero();
    test.pass(100);
    hasAge(99.8);
  }

  @Test
  void holdingMovesNothingElse() {
    Random random = new Random(4);
    int moved = 0;
    for (int i = 0; i < 100_000; i++) {
      long meta = random.nextLong();
      long bytes = random.nextLong();
      int tick = random.nextInt() & ConnectionBucketDescriptor.TICK_MASK;
      long held = FlowAge.held(meta, tick);
      assertThat((held ^ meta) & ~(0xffL << ConnectionBucketDescriptor.BEGUN_HIGH_SHIFT)).isZero();
      int age = FlowAge.ticks(meta, bytes, tick);
      assertThat(age).isBetween(0, FlowAge.MOST_TICKS);
      if (held != meta) {
        moved++;
        assertThat(age).isEqualTo(FlowAge.MOST_TICKS);
        assertThat(FlowAge.ticks(held, bytes, tick)).isEqualTo(FlowAge.MOST_TICKS);
        assertThat(FlowAge.held(held, tick)).isEqualTo(held);
      }
    }
    assertThat(moved).as("15 of 256").isBetween(5_500, 6_200);
  }

  @Test
  void bytesStayAtTheirMost() {
    int entry = test.addEstablished(KEY, 1);
    test.pass(1_000);
    long sum = 60 + 52;
    while (sum < ConnectionBucketDescriptor.MOST_BYTES) {
      test.table.count(entry, FlowKey.ACK, Integer.MAX_VALUE);
      sum += Integer.MAX_VALUE;
      if (sum <= ConnectionBucketDescriptor.MOST_BYTES) {
        assertThat(test.reader.read(entry)).isTrue();
        assertThat(test.reader.bytes()).isEqualTo(sum);
      }
    }
    for (int i = 0; i < 3; i++) {
      assertThat(test.reader.read(entry)).isTrue();
      assertThat(test.reader.bytes()).isEqualTo(0xffff_ffff_ffffL);
      hasAge(1_000);
      count();
    }
    test.addEstablished(KEY, 2);
    assertThat(age()).isZero();
    assertThat(test.reader.bytes()).isEqualTo(60 + 52);
  }

  /** The sequence is the top of its word: it turns into nothing else. */
  @Test
  void theSequenceTurns() {
    long last = -1L;
    assertThat(ConnectionBucketDescriptor.isBeingWritten(last)).isTrue();
    long next = ConnectionBucketDescriptor.nextSequence(last);
    assertThat(next).as("only how many passed by stays").isEqualTo(0xff);
    assertThat(ConnectionBucketDescriptor.isBeingWritten(next)).isFalse();
    long odd = ConnectionBucketDescriptor.nextSequence(next | FlowAge.highWord(0xff_ffff));
    assertThat(ConnectionBucketDescriptor.isBeingWritten(odd)).isTrue();
    assertThat(ConnectionBucketDescriptor.sequence(odd)).isEqualTo(1L << 40);
  }
}
