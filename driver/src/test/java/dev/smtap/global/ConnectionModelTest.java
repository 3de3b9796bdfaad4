package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a table and on a HashMap: always the same flows, for owner and reader. */
class ConnectionModelTest {
  private static final int OPERATIONS = 100_000;
  private static final int KEYS = 6_000;
  private static final int NODES = 5;

  /** All operations take less than the time that an idle flow is kept. */
  private static final double SECONDS_PER_OPERATION = 20;

  private record Flow(
      int node, long generation, FlowState state, long packets, long bytes, int begunTick) {}

  private final Map<Integer, Flow> model = new HashMap<>();
  private final long[] generations = new long[NODES + 1];

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sameAsAMap(long seed) throws SystemException {
    Random random = new Random(seed);
    try (TestTable test = new TestTable(4_096, seed)) {
      Duration kept = FlowTimeouts.LONGEST;
      test.table.setTimeouts(new FlowTimeouts(kept, kept, kept, kept, kept));
      // The clock in the entries turns half way.
      test.pass(0x1p52 / TestTable.SECOND - OPERATIONS * SECONDS_PER_OPERATION / 2);
      for (int i = 0; i < OPERATIONS; i++) {
        test.pass(SECONDS_PER_OPERATION);
        int number = random.nextInt(KEYS);
        switch (random.nextInt(32)) {
          case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> remove(test, number);
          case 9 -> test.table.ageOut(random.nextInt(500));
          case 10 -> removeNode(test, random);
          case 11, 12, 13, 14, 15, 16, 17, 18, 19 -> record(test, number, random);
          default -> count(test, number, random);
        }
        if (i % 1_000 == 0) {
          compare(test);
        }
      }
      compare(test);
      test.ageOutAll();
      assertThat(test.table.flows()).isEqualTo(model.size());
      empty(test);
    }
  }

  private void record(TestTable test, int number, Random random) {
    if (model.size() > 3_000) {
      return;
    }
    test.ageOutAllIfNearlyFull();
    FlowKey key = TestTable.key(number);
    int node = 1 + random.nextInt(NODES);
    int flags = key.protocol() == FlowKey.TCP ? FlowKey.SYN : 0;
    int entry = test.table.record(key, node, generations[node], DecidingStep.EXACT, flags);
    assertThat(entry).isNotEqualTo(ConnectionTable.NONE);
    FlowState state = flags != 0 ? FlowState.OPENING : FlowState.FIRST_DATAGRAM;
    int tick = ConnectionBucketDescriptor.tick(test.now());
    model.put(number, new Flow(node, generations[node], state, 0, 0, tick));
  }

  private void count(TestTable test, int number, Random random) {
    FlowKey key = TestTable.key(number);
    int entry = test.table.find(key);
    Flow flow = model.get(number);
    assertThat(entry != ConnectionTable.NONE).isEqualTo(flow != null);
    if (flow != null) {
      int flags = key.protocol() == FlowKey.TCP ? random.nextInt(32) : 0;
      int bytes = random.nextInt(65_536);
      test.table.count(entry, flags, bytes);
      model.put(
          number,
          new Flow(
              flow.node(),
              flow.generation(),
              flow.packets() == 0 ? flow.state() : flow.state().next(flags),
              flow.packets() + 1,
              flow.bytes() + bytes,
              flow.begunTick()));
    }
  }

  private void remove(TestTable test, int number) {
    boolean wasKnown = model.remove(number) != null;
    boolean isRemoved = test.table.remove(TestTable.key(number));
    // A flow of a node that is gone is still there until its turn, but nobody finds it.
    assertThat(isRemoved || !wasKnown).isTrue();
  }

  private void removeNode(TestTable test, Random random) {
    if (random.nextInt(20) == 0) {
      int node = 1 + random.nextInt(NODES);
      int flows = test.table.removeNode(node, generations[node]);
      int before = model.size();
      model.values().removeIf(flow -> flow.node() == node);
      assertThat(flows).isEqualTo(before - model.size());
      generations[node]++;
    }
  }

  private void compare(TestTable test) {
    for (int number = 0; number < KEYS; number++) {
      FlowKey key = TestTable.key(number);
      Flow flow = model.get(number);
      int entry = test.table.find(key);
      assertThat(entry != ConnectionTable.NONE).as("flow %d", number).isEqualTo(flow != null);
      assertThat(test.reader.find(key)).isEqualTo(flow != null);
      if (flow != null) {
        ConnectionReader reader = test.reader;
        assertThat(test.table.nodeId(entry)).isEqualTo(flow.node());
        assertThat(test.table.generation(entry)).isEqualTo(flow.generation());
        assertThat(test.table.state(entry)).isEqualTo(flow.state());
        assertThat(test.table.step(entry)).isEqualTo(DecidingStep.EXACT);
        assertThat(
                new Flow(
                    reader.nodeId(),
                    reader.generation(),
                    reader.state(),
                    reader.packets(),
                    reader.bytes(),
                    flow.begunTick()))
            .isEqualTo(flow);
        assertThat(reader.ageNanos(test.now())).isEqualTo(age(flow, test.now()));
        assertThat(reader.step()).isEqualTo(DecidingStep.EXACT);
        assertThat(reader.key().isSame(key)).isTrue();
      }
    }
    int read = 0;
    for (int entry = 0; entry < test.reader.entries(); entry++) {
      read += test.reader.read(entry) ? 1 : 0;
    }
    assertThat(read).isEqualTo(model.size());
    for (int node = 1; node <= NODES; node++) {
      int id = node;
      assertThat((long) test.table.flowsOf(node, generations[node]))
          .isEqualTo(model.values().stream().filter(flow -> flow.node() == id).count());
    }
  }

  private static long age(Flow flow, long nowNanos) {
    int now = ConnectionBucketDescriptor.tick(nowNanos);
    return (long) ConnectionBucketDescriptor.ticksFrom(flow.begunTick(), now)
        << ConnectionBucketDescriptor.TICK_SHIFT;
  }

  /** Nothing is left behind: no flow, and no bucket that says that one passed it by. */
  private void empty(TestTable test) {
    for (int number : model.keySet()) {
      assertThat(test.table.remove(TestTable.key(number))).isTrue();
    }
    assertThat(test.table.flows()).isZero();
    assertThat(test.passedBy()).isZero();
    assertThat(test.evicted()).isZero();
    assertThat(test.refused()).isZero();
  }
}
