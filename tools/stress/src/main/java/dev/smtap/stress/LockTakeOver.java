package dev.smtap.stress;

import dev.smtap.ring.CastLock;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Cast lock: two waiters find the owner dead at the same moment, and one of them wins. */
@JCStressTest
@Description("two nodes take the lock of a dead owner over")
@Outcome(id = "in turn", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(
    id = "gave up",
    expect = Expect.ACCEPTABLE_INTERESTING,
    desc = "the winner was not running for longer than the deadline")
@Outcome(
    id = "two owners",
    expect = Expect.FORBIDDEN,
    desc = "both took the lock over: both would write the same slot")
@Outcome(
    id = "lock left",
    expect = Expect.FORBIDDEN,
    desc = "the lock has an owner although nobody is inside: all casting would stop")
@State
public class LockTakeOver {
  private static final Arena<LockSetup> ARENA = LockSetup.arena();
  private static final int MEETING_TURNS = 20_000;

  private final LockSetup lock = ARENA.take().begin();
  private final AtomicInteger askers = new AtomicInteger();
  private final CastLock first = lock.waiterLock(1, this::isAlive);
  private final CastLock second = lock.waiterLock(2, this::isAlive);
  private boolean firstGaveUp;
  private boolean secondGaveUp;

  /** Lets both hear at the same time that the owner is dead. */
  private boolean isAlive(int nodeId, long generation) {
    if (!LockSetup.isOwner(nodeId, generation)) {
      return true;
    }
    askers.incrementAndGet();
    Spin.until(() -> askers.get() > 1, MEETING_TURNS);
    return false;
  }

  /** Node 1. */
  @Actor
  public void one() {
    firstGaveUp = !take(first, 1);
  }

  /** Node 2. */
  @Actor
  public void two() {
    secondGaveUp = !take(second, 2);
  }

  private boolean take(CastLock own, int nodeId) {
    if (!own.lock()) {
      return false;
    }
    lock.pass(nodeId);
    own.unlock();
    return true;
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    if (lock.isViolated()) {
      result.r1 = "two owners";
    } else if (!lock.isFree()) {
      result.r1 = "lock left";
    } else {
      result.r1 = firstGaveUp || secondGaveUp ? "gave up" : "in turn";
    }
    ARENA.giveBack(lock);
  }
}
