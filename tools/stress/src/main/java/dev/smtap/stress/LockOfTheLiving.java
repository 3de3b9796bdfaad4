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

/** Cast lock: a living owner keeps the lock until it gives it back, however long that takes. */
@JCStressTest
@Description("a node waits for the lock of a living owner, which it asks about")
@Outcome(id = "in turn", expect = Expect.ACCEPTABLE, desc = "the waiter came after the owner")
@Outcome(
    id = "gave up",
    expect = Expect.ACCEPTABLE_INTERESTING,
    desc = "the owner was not running for longer than the deadline")
@Outcome(
    id = "robbed",
    expect = Expect.FORBIDDEN,
    desc = "the waiter came in beside the owner: both would write the same slot")
@Outcome(
    id = "mistaken",
    expect = Expect.FORBIDDEN,
    desc = "the waiter asked about another node than the owner: a living one may be taken for dead")
@Outcome(
    id = "lock left",
    expect = Expect.FORBIDDEN,
    desc = "the lock has an owner although nobody is inside: all casting would stop")
@State
public class LockOfTheLiving {
  private static final Arena<LockSetup> ARENA = LockSetup.arena();
  private static final int WAIT_TURNS = 20_000;
  private static final int STAY_TURNS = 50;
  private static final int WAITER = 1;

  private final LockSetup lock = ARENA.take().begin();
  private final CastLock owner = lock.ownerLock();
  private final CastLock waiter = lock.waiterLock(WAITER, this::isAlive);
  private volatile boolean asked;
  private volatile boolean mistaken;
  private boolean gaveUp;

  /** A lock with its owner inside. */
  public LockOfTheLiving() {
    lock.enter();
  }

  private boolean isAlive(int nodeId, long generation) {
    mistaken |= !LockSetup.isOwner(nodeId, generation);
    asked = true;
    return true;
  }

  /** Leaves shortly after the waiter has asked whether it lives. */
  @Actor
  public void owner() {
    Spin.until(() -> asked, WAIT_TURNS);
    Spin.around(STAY_TURNS);
    lock.leave();
    owner.unlock();
  }

  /** Waits for its turn. */
  @Actor
  public void waiter() {
    gaveUp = !waiter.lock();
    if (!gaveUp) {
      lock.pass(WAITER);
      waiter.unlock();
    }
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    if (lock.isViolated()) {
      result.r1 = "robbed";
    } else if (mistaken) {
      result.r1 = "mistaken";
    } else if (!lock.isFree()) {
      result.r1 = "lock left";
    } else {
      result.r1 = gaveUp ? "gave up" : "in turn";
    }
    ARENA.giveBack(lock);
  }
}
