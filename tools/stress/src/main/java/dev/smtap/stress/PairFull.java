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

/**
 * Pair ring: a full ring takes nothing, and a slot that was given back and filled again is not the
 * one that the receiver still reads.
 */
@JCStressTest
@Description("a sender with a full ring sends on as soon as a slot is given back")
@Outcome(id = "full", expect = Expect.ACCEPTABLE, desc = "nothing was given back in time")
@Outcome(id = "one more", expect = Expect.ACCEPTABLE, desc = "the slot was used again, afterwards")
@Outcome(
    id = "overwritten descriptor",
    expect = Expect.FORBIDDEN,
    desc = "the sender wrote over a descriptor that was not read: a frame is lost, one comes twice")
@Outcome(
    id = "overwritten slot",
    expect = Expect.FORBIDDEN,
    desc = "the sender wrote into a slot that was still read: a corrupt frame is delivered")
@Outcome(
    id = "wrong slot",
    expect = Expect.FORBIDDEN,
    desc = "the sender took back a slot that the receiver has not read")
@Outcome(
    id = "bad counter",
    expect = Expect.FORBIDDEN,
    desc = "a true counter was taken for a lie: the ring would be marked as damaged")
@State
public class PairFull {
  private static final Arena<PairSetup> ARENA = PairSetup.arena();
  private static final int ENTRIES = 2;
  private static final int LOOKS = 20;

  private final PairSetup pair = ARENA.take().begin(ENTRIES, ENTRIES, ENTRIES);
  private final int firstSlot = pair.pool().take();
  private String sent = "full";
  private String received = "";

  /** A ring that is full with frames 1 and 2. */
  public PairFull() {
    pair.send(firstSlot, 1);
    pair.send(pair.pool().take(), 2);
  }

  /** Sends a third frame into the first slot that comes back. */
  @Actor
  public void sender() {
    for (int look = 0; look < LOOKS; look++) {
      int count = pair.reclaim();
      if (count < 0) {
        sent = "bad counter";
        return;
      }
      if (count > 0) {
        int slot = pair.writer().takeBack();
        sent = slot == firstSlot && !pair.writer().isFull() ? "one more" : "wrong slot";
        pair.send(slot, 3);
        return;
      }
      if (!pair.writer().isFull()) {
        sent = "overwritten descriptor";
        return;
      }
    }
  }

  /** Reads the first frame, slowly, and gives its slot back. */
  @Actor
  public void receiver() {
    if (pair.reader().available() < ENTRIES) {
      received = "bad counter";
      return;
    }
    long descriptor = pair.reader().descriptor();
    if (LaneDescriptor.length(descriptor) != PairSetup.length(1)) {
      received = "overwritten descriptor";
    } else if (!pair.staysWhole(descriptor, 1)) {
      received = "overwritten slot";
    }
    pair.reader().advance(PairSetup.FRAME_BYTES);
    pair.reader().giveBack();
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = received.isEmpty() ? sent : received;
    pair.forget();
    ARENA.giveBack(pair);
  }
}
