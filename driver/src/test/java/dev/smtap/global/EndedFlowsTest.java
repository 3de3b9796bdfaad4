package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.Counters;
import dev.smtap.facility.SearchCounter;
import dev.smtap.memory.MappedSection;
import dev.smtap.wire.FlowKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows of a socket that takes all of a local end, after that socket is gone. */
class EndedFlowsTest {
  private static final int FLOWS = 4_096;
  private static final int PORT = 53;

  private TestTable test;

  @BeforeEach
  void make() throws Exception {
    test = new TestTable(FLOWS, 7);
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private static FlowKey flow(int port, int number) {
    return TestTable.tcp(number).setProtocol(FlowKey.UDP).setPorts(port, 5_000);
  }

  private static FlowKey end(int port) {
    return flow(port, 0).setForeign(0, 0).setPorts(port, 0);
  }

  @Test
  void theyAreNotFoundFromThenOn() {
    FlowKey otherProtocol = flow(PORT, 1).setProtocol(FlowKey.TCP);
    FlowKey otherAddress = flow(PORT, 1).setLocal(0xfd00L << 48, 1);
    for (int i = 0; i < 100; i++) {
      test.add(flow(PORT, i), 1, 0);
      test.add(flow(PORT, 1_000 + i), 2, 0);
      test.add(flow(PORT + 1, i), 1, 0);
    }
    test.addEstablished(otherProtocol, 1);
    test.add(otherAddress, 1, 0);
    test.table.removeOf(1, end(PORT));
    assertThat(test.table.flows()).as("nothing is looked for now").isEqualTo(302);
    for (int i = 0; i < 100; i++) {
      assertThat(test.has(flow(PORT, i))).as("flow " + i).isFalse();
      assertThat(test.has(flow(PORT, 1_000 + i))).as("of another node").isTrue();
      assertThat(test.has(flow(PORT + 1, i))).as("of another port").isTrue();
    }
    assertThat(test.ageOutAll()).isEqualTo(100);
    assertThat(test.table.ended()).isEqualTo(100);
    assertThat(test.table.entriesToEnd()).isZero();
    assertThat(test.agedOut() + test.evicted() + test.nodeGone()).isZero();
    assertThat(test.has(otherProtocol)).isTrue();
    assertThat(test.has(otherAddress)).isTrue();
  }

  @Test
  void anEndWithoutFlowsCostsNoRound() {
    test.add(flow(PORT, 1), 1, 0);
    test.table.removeOf(1, end(PORT + 1));
    test.table.removeOf(1, end(PORT).setLocal(1, 1));
    assertThat(test.table.entriesToEnd()).isZero();
    assertThat(test.has(flow(PORT, 1))).isTrue();
  }

  /** The server is started again at once, and the same clients come. */
  @Test
  void whatBeginsAnewStays() {
    for (int i = 0; i < 50; i++) {
      test.add(flow(PORT, i), 1, 0);
    }
    test.table.removeOf(1, end(PORT));
    for (int i = 0; i < 25; i++) {
      test.add(flow(PORT, i), 1, 0);
      assertThat(test.has(flow(PORT, i))).isTrue();
    }
    test.add(flow(PORT, 99), 1, 0);
    assertThat(test.ageOutAll()).isEqualTo(25);
    assertThat(test.table.flows()).isEqualTo(26);
    assertThat(test.reader.find(flow(PORT, 99))).isTrue();
    assertThat(test.reader.idleNanos(test.now())).as("the clock is ahead of the reader's").isZero();
  }

  /** The clock cannot be set ahead again and again: then new flows are searched for meanwhile. */
  @Test
  void aSecondEndInTheSameTickTakesWhatIsNewUntilTheClockMoves() {
    test.add(flow(PORT, 1), 1, 0);
    test.table.removeOf(1, end(PORT));
    test.add(flow(PORT, 1), 1, 0);
    test.table.removeOf(1, end(PORT));
    assertThat(test.has(flow(PORT, 1))).isFalse();
    test.add(flow(PORT, 1), 1, 0);
    assertThat(test.has(flow(PORT, 1))).isFalse();
    test.pass(0.6);
    test.add(flow(PORT, 1), 1, 0);
    assertThat(test.has(flow(PORT, 1))).isTrue();
    assertThat(test.ageOutAll()).isZero();
    assertThat(test.has(flow(PORT, 1))).isTrue();
  }

  @Test
  void moreEndsThanCanBeMarkedWaitForTheirTurn() {
    int ends = 10 * EndedEnds.MOST;
    for (int i = 0; i < ends; i++) {
      test.add(flow(1_000 + i, i), 1, 0);
    }
    for (int i = 0; i < ends; i++) {
      test.table.removeOf(1, end(1_000 + i));
    }
    int rounds = 0;
    while (test.table.entriesToEnd() > 0) {
      test.ageOutAll();
      rounds++;
    }
    assertThat(rounds).isEqualTo(10);
    assertThat(test.table.flows()).isZero();
    assertThat(test.passedBy()).isZero();
  }

  @Test
  void aFullTableTakesTheRoomOfEndedFlowsFirst() {
    FlowKey late = TestTable.tcp(1_000_000);
    test.add(flow(PORT, 0), 1, 0);
    for (int i = 1; test.table.flows() < test.table.mostFlows(); i++) {
      test.addEstablished(TestTable.tcp(i), 1);
    }
    assertThat(test.table.flows()).isEqualTo(test.table.mostFlows());
    test.table.removeOf(1, end(PORT));
    for (int i = 0; !test.has(late); i++) {
      assertThat(i).isLessThan(1 + test.table.entries() / 256);
      test.addEstablished(late, 1);
    }
    assertThat(test.table.ended()).isEqualTo(1);
    assertThat(test.evicted()).isZero();
  }

  @Test
  void theRoundGoesInSteps() throws Exception {
    try (MappedSection memory = MappedSection.ofPrivateMemory(4_096)) {
      Counters counters = new Counters(memory.position());
      TableUpkeep upkeep = new TableUpkeep(counters);
      assertThat(upkeep.step(test.now())).as("without a table").isFalse();
      upkeep.of(test.table);
      assertThat(upkeep.step(test.now())).as("nothing is due").isFalse();
      for (int i = 0; i < 1_000; i++) {
        test.add(flow(PORT, i), 1, 0);
      }
      test.table.removeOf(1, end(PORT));
      int steps = 1;
      for (int before = 1_000; upkeep.step(test.now()); steps++) {
        assertThat(before - test.table.flows()).isLessThanOrEqualTo(TableUpkeep.STEP);
        before = test.table.flows();
      }
      assertThat(steps).isEqualTo(1 + (test.table.entries() - 1) / TableUpkeep.STEP);
      assertThat(test.table.flows()).isZero();
      assertThat(counters.get(SearchCounter.ENDED)).isEqualTo(1_000);
      upkeep.ask(Integer.MAX_VALUE);
      upkeep.ask(Integer.MAX_VALUE);
      for (steps = 1; upkeep.step(test.now()); steps++) {}
      assertThat(steps).as("none twice").isEqualTo(1 + (test.table.entries() - 1) / 1_024);
    }
  }

  /** Whatever comes in between: nothing that has ended is found, and what is found stays right. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void nothingThatHasEndedIsFoundAgain(long seed) {
    Random random = new Random(seed);
    Map<FlowId, Integer> model = new HashMap<>();
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      FlowId id = new FlowId(1_000 + random.nextInt(20), random.nextInt(60));
      int node = 1 + random.nextInt(3);
      switch (random.nextInt(64)) {
        case 0 -> {
          test.table.removeOf(node, end(id.port));
          model.entrySet().removeIf(at -> at.getKey().port == id.port && at.getValue() == node);
        }
        case 1, 2, 3 -> test.table.ageOut(random.nextInt(2_000));
        case 4 -> test.pass(random.nextDouble());
        case 5, 6, 7, 8, 9, 10 -> {
          test.add(flow(id.port, id.number), node, 0);
          model.put(id, node);
        }
        default -> {
          int entry = test.table.find(flow(id.port, id.number));
          if (entry != ConnectionTable.NONE) {
            assertThat(test.table.nodeId(entry)).isEqualTo(model.get(id));
            test.table.count(entry, 0, 60);
            found++;
          }
        }
      }
    }
    assertThat(found).isPositive();
    test.pass(1);
    while (test.table.entriesToEnd() > 0) {
      test.ageOutAll();
    }
    assertThat(test.table.flows()).isLessThanOrEqualTo(model.size());
    for (Map.Entry<FlowId, Integer> each : model.entrySet()) {
      FlowKey key = flow(each.getKey().port, each.getKey().number);
      test.add(key, each.getValue(), 0);
      assertThat(test.has(key)).isTrue();
    }
    assertThat(test.table.flows()).isEqualTo(model.size());
  }

  private record FlowId(int port, int number) {}
}
