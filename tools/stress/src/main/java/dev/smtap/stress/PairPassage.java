package dev.smtap.stress;

import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.PairRingReader;
import dev.smtap.ring.PairRingWriter;
import dev.smtap.ring.SlotPool;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Pair ring: several laps, with slots that come back, are filled again and go out again while the
 * receiver reads, and gives back together what it found together. Rings of two and of four
 * descriptors, with two and with four slots, in turn.
 */
@JCStressTest
@Description("frames pass while slots are given back and used again")
@Outcome(id = "all whole", expect = Expect.ACCEPTABLE, desc = "every frame came once and whole")
@Outcome(
    id = "lost or twice",
    expect = Expect.FORBIDDEN,
    desc = "a descriptor was not the next one: frames would be lost, doubled or out of order")
@Outcome(
    id = "corrupt",
    expect = Expect.FORBIDDEN,
    desc = "a slot was filled again while it was read: a corrupt frame would be delivered")
@Outcome(
    id = "bad write counter",
    expect = Expect.FORBIDDEN,
    desc = "the receiver took a true counter for a lie: the ring would be dead")
@Outcome(
    id = "bad read counter",
    expect = Expect.FORBIDDEN,
    desc = "the sender took a true counter for a lie: the ring would be marked as damaged")
@Outcome(
    id = "slot leaked",
    expect = Expect.FORBIDDEN,
    desc = "a slot did not come back although everything was read: the pool would run dry")
@State
public class PairPassage {
  private static final Arena<PairSetup> ARENA = PairSetup.arena();
  private static final int TURNS = 40;

  private final PairSetup pair;
  private final int slots;
  private long sent;
  private long received;
  private String sender = "";
  private String receiver = "";

  /** An empty ring. */
  public PairPassage() {
    PairSetup taken = ARENA.take();
    int entries = (taken.uses() & 1) == 0 ? 2 : 4;
    slots = (taken.uses() & 2) == 0 ? 2 : PairSetup.SLOTS;
    pair = taken.begin(entries, slots, 1);
  }

  /** Sends as much as there is room for. */
  @Actor
  public void sender() {
    for (int turn = 0; turn < TURNS; turn++) {
      takeBack();
      int slot = pair.writer().isFull() ? SlotPool.NONE : pair.pool().take();
      if (slot != SlotPool.NONE) {
        pair.send(slot, ++sent);
      }
    }
  }

  private void takeBack() {
    int count = pair.reclaim();
    if (count == PairRingWriter.DAMAGED) {
      sender = "bad read counter";
    }
    for (int i = 0; i < count; i++) {
      pair.pool().giveBack(pair.writer().takeBack());
    }
  }

  /** Reads what is there. */
  @Actor
  public void receiver() {
    for (int turn = 0; turn < TURNS; turn++) {
      receive();
    }
  }

  private boolean receive() {
    int available = pair.reader().available();
    if (available == PairRingReader.DAMAGED) {
      receiver = "bad write counter";
    }
    if (available <= 0) {
      return false;
    }
    received++;
    long descriptor = pair.reader().descriptor();
    if (LaneDescriptor.length(descriptor) != PairSetup.length(received)) {
      receiver = "lost or twice";
    } else if (!pair.staysWhole(descriptor, received)) {
      receiver = "corrupt";
    }
    pair.reader().advance(LaneDescriptor.length(descriptor));
    if (available == 1) {
      pair.reader().giveBack();
    }
    return true;
  }

  /** Reads the rest, and judges. */
  @Arbiter
  public void judge(L_Result result) {
    while (receive()) {
      Thread.onSpinWait();
    }
    takeBack();
    result.r1 = verdict();
    pair.forget();
    ARENA.giveBack(pair);
  }

  private String verdict() {
    if (!receiver.isEmpty() || !sender.isEmpty()) {
      return receiver.isEmpty() ? sender : receiver;
    }
    if (received != sent) {
      return "lost or twice";
    }
    boolean allBack =
        pair.writer().held() == 0 && pair.pool().freeCount() == pair.pool().reserved();
    return allBack ? "all whole" : "slot leaked";
  }
}
