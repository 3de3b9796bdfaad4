package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.FlowKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table when it is full, when time passes, and when nodes go. */
class ConnectionTableTest {
  private static final int FLOWS = 4_096;

  private TestTable test;

  @BeforeEach
  void make() throws Exception {
    test = new TestTable(FLOWS, 71);
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {4_096, 10_000, 100_000, 1_000_000, 1 << 28})
  void aFlowTakes64BytesAtMost(int flows) {
    long bytes = ConnectionTableDescriptor.bytes(flows);
    assertThat(bytes).isLessThanOrEqualTo(64L * flows);
    long entries = ConnectionTableDescriptor.buckets(bytes) * ConnectionBucketDescriptor.ENTRIES;
    assertThat(entries).isGreaterThan(flows + flows / 4L).isLessThan(Integer.MAX_VALUE);
    assertThat(bytes % 4096).isZero();
  }

  @Test
  void sizesThatItCannotHave() {
    assertThatThrownBy(() -> ConnectionTableDescriptor.bytes(4_095))
        .hasMessageContaining("4096 to 268435456 flows, not 4095");
    assertThatThrownBy(() -> ConnectionTableDescriptor.bytes(Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void itHoldsAsManyAsItSays(long seed) throws Exception {
    try (TestTable big = new TestTable(20_000, seed)) {
      int most = big.table.mostFlows();
      assertThat(most).isBetween(20_000, 20_063);
      for (int i = 0; i < most; i++) {
        big.addEstablished(TestTable.tcp(i), 1);
      }
      for (int i = 0; i < most; i++) {
        assertThat(big.has(TestTable.tcp(i))).isTrue();
      }
      assertThat(big.table.flows()).isEqualTo(most);
      assertThat(big.refused()).isZero();
    }
  }

  /** The more flows, the likelier that one of them finds all buckets within its reach full. */
  @Test
  void itHoldsAMillion() throws Exception {
    try (TestTable big = new TestTable(1_000_000, 5)) {
      for (int i = 0; i < 1_000_000; i++) {
        big.addEstablished(TestTable.tcp(i), 1);
      }
      assertThat(big.table.flows()).isEqualTo(1_000_000);
      assertThat(big.refused()).isZero();
      assertThat(big.evicted()).isZero();
    }
  }

  @Test
  void aFloodOfSynsTakesNothingFromEstablishedFlows() {
    int established = FLOWS / 2;
    for (int i = 0; i < established; i++) {
      test.addEstablished(TestTable.tcp(i), 1);
    }
    int flood = 50_000;
    for (int i = 0; i < flood; i++) {
      test.pass(0.0001);
      assertThat(test.add(TestTable.tcp(1_000_000 + i), 2, FlowKey.SYN))
          .isNotEqualTo(ConnectionTable.NONE);
    }
    assertThat(test.table.flows()).isEqualTo(test.table.mostFlows());
    assertThat(test.evicted()).isEqualTo(established + flood - test.table.mostFlows());
    assertThat(test.refused()).isZero();
    for (int i = 0; i < established; i++) {
      assertThat(test.has(TestTable.tcp(i))).isTrue();
    }
  }

  /** Half the flows are older: they go first, though the table looks at a few at a time only. */
  @Test
  void theOldestOpeningFlowsGoFirst() {
    int most = test.table.mostFlows();
    for (int i = 0; i < most; i++) {
      test.pass(i == most / 2 ? 5 : 0);
      test.add(TestTable.tcp(i), 1, FlowKey.SYN);
    }
    test.pass(5);
    for (int i = 0; i < most / 4; i++) {
      test.add(TestTable.tcp(1_000_000 + i), 1, FlowKey.SYN);
    }
    int young = 0;
    for (int i = most / 2; i < most; i++) {
      young += test.has(TestTable.tcp(i)) ? 0 : 1;
    }
    assertThat(test.evicted()).isEqualTo(most / 4);
    assertThat(young).as("young ones that went").isZero();
  }

  @Test
  void closingFlowsGoBeforeDatagramsAndThenNothing() {
    int most = test.table.mostFlows();
    FlowKey udp = TestTable.tcp(0).setProtocol(FlowKey.UDP);
    test.add(udp, 1, 0);
    test.table.count(test.table.find(udp), 0, 60);
    for (int i = 1; i < most; i++) {
      test.addEstablished(TestTable.tcp(i), 1);
    }
    FlowKey closing = TestTable.tcp(7);
    test.table.count(test.table.find(closing), FlowKey.FIN, 52);
    fillUntilGone(closing, 1_000_000);
    assertThat(test.has(udp)).isTrue();
    fillUntilGone(udp, 2_000_000);
    assertThat(test.evicted()).isEqualTo(2);
    long refused = test.refused();
    for (int i = 0; i < 100; i++) {
      assertThat(test.addEstablished(TestTable.tcp(3_000_000 + i), 1))
          .isEqualTo(ConnectionTable.NONE);
    }
    assertThat(test.refused()).isEqualTo(refused + 100);
    assertThat(test.table.flows()).isEqualTo(most);
  }

  /** One call looks at a part of the table only, so it takes some until the hand comes to it. */
  private void fillUntilGone(FlowKey key, int from) {
    for (int i = 0; test.has(key); i++) {
      assertThat(i).isLessThan(1 + test.table.entries() / 256);
      test.addEstablished(TestTable.tcp(from + i), 1);
    }
  }

  @Test
  void flowsAreForgottenByTheirState() {
    FlowKey opening = TestTable.tcp(1);
    FlowKey established = TestTable.tcp(2);
    FlowKey closing = TestTable.tcp(3);
    FlowKey single = TestTable.tcp(4).setProtocol(FlowKey.UDP);
    FlowKey several = TestTable.tcp(5).setProtocol(FlowKey.SCTP);
    test.table.setTimeouts(
        new FlowTimeouts(
            Duration.ofSeconds(20),
            Duration.ofSeconds(50),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(40)));
    test.add(opening, 1, FlowKey.SYN);
    test.addEstablished(established, 1);
    test.table.count(test.addEstablished(closing, 1), FlowKey.RST, 60);
    test.add(single, 1, 0);
    test.table.count(test.add(several, 1, 0), 0, 60);
    int left = 5;
    for (FlowKey each : new FlowKey[] {single, opening, closing, several, established}) {
      test.pass(9.9);
      assertThat(test.ageOutAll()).isZero();
      assertThat(test.has(each)).isTrue();
      test.pass(1.1);
      assertThat(test.ageOutAll()).isEqualTo(1);
      test.pass(-1);
      assertThat(test.has(each)).isFalse();
      assertThat(test.table.flows()).isEqualTo(--left);
    }
    assertThat(test.agedOut()).isEqualTo(5);
  }

  @Test
  void aPacketMakesAFlowYoungAgain() {
    test.addEstablished(TestTable.tcp(1), 1);
    for (int i = 0; i < 5; i++) {
      test.pass(7_000);
      test.table.count(test.table.find(TestTable.tcp(1)), FlowKey.ACK, 52);
      assertThat(test.ageOutAll()).isZero();
    }
    assertThat(test.reader.find(TestTable.tcp(1))).isTrue();
    test.pass(10);
    assertThat(test.reader.idleNanos(test.now())).isBetween(9_700_000_000L, 10_300_000_000L);
    assertThat(test.reader.packets()).isEqualTo(7);
    assertThat(test.reader.bytes()).isEqualTo(60 + 6 * 52);
  }

  @Test
  void oneCallOfAgeOutLooksAtSoManyEntries() {
    for (int i = 0; i < FLOWS / 2; i++) {
      test.add(TestTable.tcp(i), 1, FlowKey.SYN);
    }
    test.pass(100);
    int calls = 0;
    while (test.table.flows() > 0) {
      assertThat(test.table.ageOut(100)).isLessThanOrEqualTo(100);
      calls++;
    }
    assertThat(calls).isBetween(test.table.entries() / 100 / 2, test.table.entries() / 100 + 1);
  }

  @Test
  void aNodeThatIsGoneHasNoFlows() {
    for (int i = 0; i < 1_000; i++) {
      test.addEstablished(TestTable.tcp(i), 1 + i % 2);
    }
    assertThat(test.table.flowsOf(1, 1)).isEqualTo(500);
    assertThat(test.table.removeNode(1, 2)).as("another generation").isZero();
    assertThat(test.table.removeNode(1, 1)).isEqualTo(500);
    assertThat(test.table.removeNode(1, 1)).isZero();
    for (int i = 0; i < 1_000; i++) {
      assertThat(test.has(TestTable.tcp(i))).isEqualTo(i % 2 == 1);
      assertThat(test.reader.find(TestTable.tcp(i))).isEqualTo(i % 2 == 1);
    }
    assertThat(test.addEstablished(TestTable.tcp(2), 1)).isEqualTo(ConnectionTable.NONE);
    int entry = test.table.record(TestTable.tcp(2), 1, 2, DecidingStep.EXACT, FlowKey.SYN);
    assertThat(test.table.generation(entry)).isEqualTo(2);
    assertThat(test.table.state(entry)).isEqualTo(FlowState.OPENING);
    assertThat(test.table.flows()).isEqualTo(1_000);
    assertThat(test.ageOutAll()).isEqualTo(499);
    assertThat(test.nodeGone()).isEqualTo(499);
    assertThat(test.agedOut()).isZero();
  }

  @Test
  void nodesThatComeAndGoDoNotUseTheRowsUp() {
    for (int generation = 1; generation <= 2_000; generation++) {
      int entry =
          test.table.record(TestTable.tcp(5), 9, generation, DecidingStep.LISTENER, FlowKey.SYN);
      assertThat(test.table.generation(entry)).isEqualTo(generation);
      assertThat(test.reader.find(TestTable.tcp(5))).isTrue();
      assertThat(test.reader.generation()).isEqualTo(generation);
      assertThat(test.table.removeNode(9, generation)).isEqualTo(1);
      assertThat(test.reader.find(TestTable.tcp(5))).isFalse();
    }
    assertThat(test.table.flows()).isEqualTo(1);
  }

  @Test
  void moreAddressesThanThereIsRoomForAreRefused() {
    for (int i = 0; i < ConnectionTableDescriptor.MOST_ADDRESSES; i++) {
      assertThat(test.add(TestTable.tcp(1).setLocal(1, i), 1, FlowKey.SYN))
          .isNotEqualTo(ConnectionTable.NONE);
    }
    FlowKey further = TestTable.tcp(1).setLocal(1, 99);
    assertThat(test.add(further, 1, FlowKey.SYN)).isEqualTo(ConnectionTable.NONE);
    assertThat(test.table.remove(TestTable.tcp(1).setLocal(1, 3))).isTrue();
    assertThat(test.add(further, 1, FlowKey.SYN)).isNotEqualTo(ConnectionTable.NONE);
    assertThat(test.has(TestTable.tcp(1).setLocal(1, 3))).isFalse();
    assertThat(test.reader.find(further)).isTrue();
  }

  @Test
  void aReaderIsNotHeldUpByAnEntryThatStaysHalfWritten() {
    int entry = test.add(TestTable.tcp(1), 1, FlowKey.SYN);
    long key =
        new Entries(
                test.position() + ConnectionTableDescriptor.TABLE_OFFSET,
                test.table.entries() / ConnectionBucketDescriptor.ENTRIES)
            .key(entry);
    long meta = SharedMemory.getLong(key);
    SharedMemory.putLong(key, ConnectionBucketDescriptor.nextSequence(meta));
    assertThat(test.reader.find(TestTable.tcp(1))).isFalse();
    assertThat(test.reader.read(entry)).isFalse();
    SharedMemory.putLong(key, meta | 0xffff_0000L);
    assertThat(test.reader.read(entry)).as("a node beyond the table").isFalse();
  }

  @Test
  void aTableIsOneWhenItIsComplete() throws Exception {
    long bytes = ConnectionTableDescriptor.bytes(FLOWS);
    assertThat(ConnectionReader.isTable(test.position(), bytes)).isTrue();
    assertThat(ConnectionReader.isTable(test.position(), bytes + 4096)).isFalse();
    SharedMemory.putLong(test.position() + ConnectionTableDescriptor.BUCKETS_OFFSET, 0);
    assertThat(ConnectionReader.isTable(test.position(), bytes)).isFalse();
  }

  @Test
  void statesFollowTheFlags() {
    int entry = test.add(TestTable.tcp(1), 1, FlowKey.SYN);
    int[] flags = {
      FlowKey.SYN,
      FlowKey.ACK,
      FlowKey.SYN,
      FlowKey.FIN | FlowKey.ACK,
      FlowKey.ACK,
      FlowKey.SYN,
      FlowKey.RST
    };
    FlowState[] states = {
      FlowState.OPENING,
      FlowState.ESTABLISHED,
      FlowState.ESTABLISHED,
      FlowState.CLOSING,
      FlowState.CLOSING,
      FlowState.OPENING,
      FlowState.CLOSING
    };
    for (int i = 0; i < flags.length; i++) {
      test.table.count(entry, flags[i], 60);
      assertThat(test.table.state(entry)).as("packet %d", i).isEqualTo(states[i]);
    }
  }
}
