package dev.smtap.stress;

import dev.smtap.ring.CastRingReader.Result;
import dev.smtap.ring.CastRingWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Cast ring: two nodes write at a time, and each sequence number has one owner. */
@JCStressTest
@Description("two nodes cast at the same time")
@Outcome(id = "all there", expect = Expect.ACCEPTABLE, desc = "each record is there once, whole")
@Outcome(
    id = "lock held",
    expect = Expect.ACCEPTABLE_INTERESTING,
    desc = "a writer was not running for longer than the deadline; the other one gave up")
@Outcome(
    id = "torn",
    expect = Expect.FORBIDDEN,
    desc = "both wrote one slot: a corrupt frame would be delivered")
@Outcome(
    id = "wrong record",
    expect = Expect.FORBIDDEN,
    desc = "a record is lost, doubled, out of order, or under another node's name")
@Outcome(
    id = "miscounted",
    expect = Expect.FORBIDDEN,
    desc = "there are more or fewer records than were sent: two took one sequence number")
@Outcome(
    id = "lock left",
    expect = Expect.FORBIDDEN,
    desc = "the lock has an owner although nobody writes: all casting would stop")
@State
public class CastTwoWriters {
  private static final Arena<CastSetup> ARENA = CastSetup.arena(8);
  private static final int RECORDS_EACH = 3;

  private final CastSetup cast = ARENA.take().begin();
  private final int[] sent = new int[CastSetup.NODES];
  private final int[] read = new int[CastSetup.NODES];

  /** Node 1. */
  @Actor
  public void one() {
    write(1);
  }

  /** Node 2. */
  @Actor
  public void two() {
    write(2);
  }

  private void write(int nodeId) {
    for (int i = 0; i < RECORDS_EACH; i++) {
      if (cast.cast(nodeId, value(nodeId, sent[nodeId - 1])) == CastRingWriter.Outcome.SENT) {
        sent[nodeId - 1]++;
      }
    }
  }

  private static long value(int nodeId, int number) {
    return (long) nodeId << 32 | number;
  }

  /** Reads all, and judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = verdict();
    ARENA.giveBack(cast);
  }

  private String verdict() {
    int all = sent[0] + sent[1];
    for (int i = 0; i < all; i++) {
      String wrong = readOne();
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    if (cast.reader().read() != Result.EMPTY || cast.written() != all) {
      return "miscounted";
    }
    if (!cast.lock(1).lock()) {
      return "lock left";
    }
    return all == CastSetup.NODES * RECORDS_EACH ? "all there" : "lock held";
  }

  private String readOne() {
    if (cast.reader().read() != Result.RECORD) {
      return "miscounted";
    }
    int nodeId = cast.reader().nodeId();
    if (cast.record() == Payload.TORN) {
      return "torn";
    }
    boolean isNext =
        (nodeId == 1 || nodeId == 2)
            && cast.reader().generation() == CastSetup.generation(nodeId)
            && cast.record() == value(nodeId, read[nodeId - 1]++);
    return isNext ? "" : "wrong record";
  }
}
