package dev.smtap.stress;

import dev.smtap.global.ConnectionReader;
import dev.smtap.global.ConnectionTable;
import dev.smtap.global.ConnectionTableDescriptor;
import dev.smtap.global.DecidingStep;
import dev.smtap.wire.FlowKey;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Connection table: while flows take turns in the same entries, on other nodes and in other
 * generations each time, a reader in another process never gets the node of another flow.
 */
@JCStressTest
@Description("the owner records and removes flows while another node looks them up")
@Outcome(id = "unknown", expect = Expect.ACCEPTABLE, desc = "each look-up came before or after")
@Outcome(id = "found", expect = Expect.ACCEPTABLE, desc = "a flow, on a node that it had")
@Outcome(
    id = "wrong node",
    expect = Expect.FORBIDDEN,
    desc = "half of one entry, half of another: packets would go to a node without the socket")
@Outcome(
    id = "wrong flow",
    expect = Expect.FORBIDDEN,
    desc = "an address of one flow, a port of another: a flow that never was would be shown")
@Outcome(
    id = "wrong age",
    expect = Expect.FORBIDDEN,
    desc = "half of one beginning, half of another: a flow would be shown as older or younger")
@Outcome(
    id = "lost",
    expect = Expect.FORBIDDEN,
    desc = "a flow that was there all the time was not found: its packets would be answered by RST")
@State
public class FlowsMove {
  private static final long BYTES =
      ConnectionTableDescriptor.bytes(ConnectionTableDescriptor.FEWEST_FLOWS);
  private static final Arena<Setup> ARENA = Arena.of(BYTES, Setup::new);
  private static final int FLOWS = 6;
  private static final int ROUNDS = 4;

  /** A time whose two parts in an entry, which stand in different words, are the same number. */
  private static final long EQUAL_PARTS_NANOS = 0x1_0001L << 28;

  private static final int NOW = 200;

  private final Setup setup = ARENA.take();
  private String seen = "unknown";
  private String wrong = "";

  /** A table that states use one after the other; between two it has the first flow only. */
  private static final class Setup {
    private final ConnectionTable table;
    private final ConnectionReader reader;
    private final FlowKey[] owners = keys();
    private final FlowKey[] readers = keys();
    private long generation;

    Setup(Arena.Piece place) {
      table = ConnectionTable.make(place.writable(), BYTES, 1, 2);
      reader = ConnectionReader.of(place.readOnly(), BYTES);
      record(0, 1);
    }

    void record(int flow, long generation) {
      table.setTime((long) begun(flow, generation) * EQUAL_PARTS_NANOS);
      table.record(owners[flow], node(flow, generation), generation, DecidingStep.EXACT, 0);
    }

    /** Flows of one bucket: more than it has entries, so that they pass it by, too. */
    private static FlowKey[] keys() {
      FlowKey[] keys = new FlowKey[FLOWS];
      for (int i = 0; i < FLOWS; i++) {
        keys[i] = FlowsInABucket.key(i);
      }
      return keys;
    }
  }

  /** A flow's node; the first flow has always the same one. */
  private static int node(int flow, long generation) {
    return 100 * (flow + 1) + (flow == 0 ? 0 : (int) (generation & 1));
  }

  /** When a flow began; see {@link #EQUAL_PARTS_NANOS}. */
  private static int begun(int flow, long generation) {
    return flow == 0 ? 0 : 2 * flow + (int) (generation & 1);
  }

  /**
   * Takes flows out, lets their nodes go, and records the flows anew, in another order each time.
   */
  @Actor
  public void owner() {
    ConnectionTable table = setup.table;
    for (int round = 0; round < ROUNDS; round++) {
      long generation = ++setup.generation;
      for (int i = 1; i < FLOWS; i++) {
        int flow = 1 + (i + round) % (FLOWS - 1);
        setup.record(flow, generation);
      }
      for (int flow = 1; flow < FLOWS; flow++) {
        table.remove(setup.owners[flow]);
        table.removeNode(node(flow, generation), generation);
      }
    }
  }

  /** Looks all flows up. */
  @Actor
  public void reader() {
    for (int round = 0; round < ROUNDS; round++) {
      for (int flow = 0; flow < FLOWS; flow++) {
        look(flow);
      }
    }
  }

  private void look(int flow) {
    ConnectionReader reader = setup.reader;
    if (!reader.find(setup.readers[flow])) {
      wrong = flow == 0 ? "lost" : wrong;
      return;
    }
    seen = flow == 0 ? seen : "found";
    if (!reader.key().isSame(setup.readers[flow])) {
      wrong = "wrong flow";
    }
    long generation = flow == 0 ? 1 : reader.generation();
    if (reader.nodeId() != node(flow, generation) || reader.generation() != generation) {
      wrong = "wrong node";
    }
    long age = (NOW - begun(flow, generation)) * EQUAL_PARTS_NANOS;
    if (reader.ageNanos(NOW * EQUAL_PARTS_NANOS) != age) {
      wrong = "wrong age";
    }
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = wrong.isEmpty() ? seen : wrong;
    ARENA.giveBack(setup);
  }
}
