package dev.smtap.stress;

import dev.smtap.ring.LaneDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Pair ring: who sees the write counter sees the descriptor and the slot behind it. */
@JCStressTest
@Description("a frame is published while the receiver looks")
@Outcome(id = "empty", expect = Expect.ACCEPTABLE, desc = "the receiver looked before the frame")
@Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "the receiver saw all of the frame")
@Outcome(
    id = "no slot",
    expect = Expect.FORBIDDEN,
    desc = "the slot was used before its reservation was seen: the receiver would drop the frame")
@Outcome(
    id = "old descriptor",
    expect = Expect.FORBIDDEN,
    desc = "the counter overtook the descriptor: the receiver would deliver an old slot")
@Outcome(
    id = "half frame",
    expect = Expect.FORBIDDEN,
    desc = "the counter overtook the slot: the receiver would deliver a corrupt frame")
@Outcome(
    id = "bad counter",
    expect = Expect.FORBIDDEN,
    desc = "the counters do not fit where they started: the ring would be marked as damaged")
@State
public class PairPublish {
  private static final Arena<PairSetup> ARENA = PairSetup.arena();
  private static final long FRAME = 7;
  private static final int LOOKS = 100;

  private final PairSetup pair = ARENA.take().begin(2, 2, 1);
  private String seen = "empty";

  /** Kept, so that the compiler keeps the look. */
  long takenBefore;

  /** Sends one frame. */
  @Actor
  public void sender() {
    pair.send(pair.pool().take(), FRAME);
  }

  /**
   * Looks until it sees something: then the frame was published this moment. What it looks at is in
   * its cache from before, so it stays old for a moment if the writer has the order wrong.
   */
  @Actor
  public void receiver() {
    takenBefore = pair.frame(pair.reader().descriptor());
    int available = 0;
    for (int look = 0; look < LOOKS && available == 0; look++) {
      available = pair.reader().available();
    }
    if (available != 0) {
      seen = available == 1 ? look(pair.reader().descriptor()) : "bad counter";
    }
  }

  private String look(long descriptor) {
    if (LaneDescriptor.length(descriptor) != PairSetup.length(FRAME)) {
      return "old descriptor";
    }
    if (!pair.isReserved(LaneDescriptor.slot(descriptor))) {
      return "no slot";
    }
    return pair.frame(descriptor) == FRAME ? "whole" : "half frame";
  }

  /** Judges, and leaves no trace of the frame. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = seen;
    pair.forget();
    ARENA.giveBack(pair);
  }
}
