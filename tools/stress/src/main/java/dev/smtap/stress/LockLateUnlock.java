package dev.smtap.stress;

import dev.smtap.ring.CastLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Cast lock: an owner that was declared dead gives back what is no longer its own. */
@JCStressTest
@Description("the former owner unlocks while its lock is taken over")
@Outcome(id = "kept", expect = Expect.ACCEPTABLE, desc = "the new owner has the lock")
@Outcome(
    id = "freed",
    expect = Expect.FORBIDDEN,
    desc = "the former owner freed the new owner's lock: a third node would write beside it")
@Outcome(
    id = "not taken over",
    expect = Expect.FORBIDDEN,
    desc = "a lock that was free, or whose owner is dead, was not to be had")
@State
public class LockLateUnlock {
  private static final Arena<LockSetup> ARENA = LockSetup.arena();
  private static final int WAIT_TURNS = 20_000;
  private static final int WAITER = 1;

  private final LockSetup lock = ARENA.take().begin();
  private final CastLock former = lock.ownerLock();
  private final CastLock waiter = lock.waiterLock(WAITER, this::isAlive);
  private volatile boolean asked;
  private boolean taken;

  private boolean isAlive(int nodeId, long generation) {
    asked = true;
    return !LockSetup.isOwner(nodeId, generation);
  }

  /** Unlocks when it was just declared dead. */
  @Actor
  public void formerOwner() {
    Spin.until(() -> asked, WAIT_TURNS);
    former.unlock();
  }

  /** Takes the lock over and keeps it. */
  @Actor
  public void waiter() {
    taken = waiter.lock();
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    if (!taken) {
      result.r1 = "not taken over";
    } else {
      result.r1 = lock.isHeldBy(WAITER) ? "kept" : "freed";
    }
    ARENA.giveBack(lock);
  }
}
