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
 * Doorbell (Dekker's pattern): the sender publishes, then looks whether the receiver sleeps; the
 * receiver says that it sleeps, then looks at the ring. What the sender saw shows in the cast bell,
 * which it rings for a receiver that sleeps on that alone.
 */
@JCStressTest
@Description("a frame is published while the receiver goes to sleep")
@Outcome(
    id = "both saw",
    expect = Expect.ACCEPTABLE,
    desc = "a wake-up too many, which is harmless")
@Outcome(id = "sender saw", expect = Expect.ACCEPTABLE, desc = "the receiver is woken")
@Outcome(id = "receiver saw", expect = Expect.ACCEPTABLE, desc = "the receiver does not sleep")
@Outcome(
    id = "nobody saw",
    expect = Expect.FORBIDDEN,
    desc = "no wake-up, and the receiver sleeps: the frame would lie there until the next one")
@State
public class DoorbellLook {
  private static final Arena<PairSetup> ARENA = PairSetup.arena();

  private final PairSetup pair = ARENA.take().begin(2, 2, 2);
  private final Doorbell doorbell = new Doorbell();
  private final Sleeper sleeper = new Sleeper(pair.ownSleepPosition(), pair.waitersPosition());
  private final int slot = pair.pool().take();
  private final int bell = SharedMemory.getInt(pair.castBellPosition());
  private boolean receiverSaw;

  /** Publishes, then looks whether it has to wake. */
  @Actor
  public void sender() {
    pair.writer().publish(slot, 1);
    doorbell.ring(pair.peerSleepPosition(), pair.writer().bellPosition(), pair.castBellPosition());
  }

  /** Says that it sleeps, then looks at the ring. */
  @Actor
  public void receiver() {
    sleeper.begin(SleepWord.ON_CAST_BELL);
    receiverSaw = pair.reader().available() != 0;
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = pair.whoSaw(bell, receiverSaw);
    ARENA.giveBack(pair);
  }
}
