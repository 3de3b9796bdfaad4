package dev.smtap.stress;

import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.Doorbell;
import dev.smtap.ring.SleepWord;
import dev.smtap.ring.Sleeper;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Doorbell, for a burst: the sender looks without a fence behind the first frame and rings behind
 * the second only, unless it has seen the receiver asleep. That ring stands for both frames: if it
 * does not see the sleep, the receiver sees both. See {@link DoorbellLook}.
 */
@JCStressTest
@Description("two frames are published while the receiver goes to sleep")
@Outcome(
    id = "both saw",
    expect = Expect.ACCEPTABLE,
    desc = "a wake-up too many, which is harmless")
@Outcome(id = "sender saw", expect = Expect.ACCEPTABLE, desc = "the receiver is woken")
@Outcome(id = "receiver saw", expect = Expect.ACCEPTABLE, desc = "the receiver does not sleep")
@Outcome(
    id = "nobody saw",
    expect = Expect.FORBIDDEN,
    desc = "no wake-up, and the receiver does not know of both: a frame would lie there")
@State
public class DoorbellBurst {
  private static final Arena<PairSetup> ARENA = PairSetup.arena();

  private final PairSetup pair = ARENA.take().begin(2, 2, 2);
  private final Doorbell doorbell = new Doorbell();
  private final Sleeper sleeper = new Sleeper(pair.ownSleepPosition(), pair.waitersPosition());
  private final int first = pair.pool().take();
  private final int second = pair.pool().take();
  private final int bell = SharedMemory.getInt(pair.castBellPosition());
  private boolean receiverSaw;

  /** Publishes, looks, publishes, then looks whether it has to wake. */
  @Actor
  public void sender() {
    pair.writer().publish(first, 1);
    if (!Doorbell.seemsAwake(pair.peerSleepPosition())) {
      ring();
    }
    pair.writer().publish(second, 1);
    ring();
  }

  private void ring() {
    doorbell.ring(pair.peerSleepPosition(), pair.writer().bellPosition(), pair.castBellPosition());
  }

  /** Says that it sleeps, then looks at the ring. */
  @Actor
  public void receiver() {
    sleeper.begin(SleepWord.ON_CAST_BELL);
    receiverSaw = pair.reader().available() == 2;
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = pair.whoSaw(bell, receiverSaw);
    ARENA.giveBack(pair);
  }
}
