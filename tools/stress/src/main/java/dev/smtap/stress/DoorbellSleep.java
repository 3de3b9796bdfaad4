package dev.smtap.stress;

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
 * Doorbell, with a receiver that sleeps for real in futex_waitv: frames come one by one, each when
 * the one before was read, so the receiver is awake, about to sleep or asleep. It sleeps on the
 * sender's word and on the cast bell alone, in turn; the sender rings at once, or a while after a
 * look without a fence, as if it had more frames at hand.
 */
@JCStressTest
@Description("frames come while the receiver falls asleep")
@Outcome(id = "woken", expect = Expect.ACCEPTABLE, desc = "no frame was slept through")
@Outcome(
    id = "slept through",
    expect = Expect.FORBIDDEN,
    desc = "a frame was announced and the receiver slept on: a lost wake-up")
@Outcome(
    id = "stuck",
    expect = Expect.FORBIDDEN,
    desc = "sender and receiver wait for each other: a frame or a slot is lost")
@State
public class DoorbellSleep {
  private static final Arena<PairSetup> ARENA = PairSetup.arena();
  private static final int FRAMES = 4;
  private static final int MOST_NAPS = 500;
  private static final int MOST_TURNS = 10_000_000;

  private final PairSetup pair = ARENA.take().begin(2, 2, 2);
  private final int mode = (pair.uses() & 1) == 0 ? SleepWord.ON_ALL_WORDS : SleepWord.ON_CAST_BELL;
  private final int delay = pair.uses() * 31 % 400;
  private final boolean late = (pair.uses() & 2) != 0;
  private final Doorbell doorbell = new Doorbell();
  private final Sleeper sleeper = new Sleeper(pair.ownSleepPosition(), pair.waitersPosition());
  private final Nap nap = new Nap(pair.waitersPosition(), pair.timePosition());
  private final long[] rungNanos = new long[FRAMES];
  private volatile int rung;
  private volatile String failure = "";

  /** Sends each frame when the one before was read. */
  @Actor
  public void sender() {
    for (int i = 0; i < FRAMES && failure.isEmpty(); i++) {
      Spin.around(delay);
      pair.send(pair.pool().take(), i);
      if (late && Doorbell.seemsAwake(pair.peerSleepPosition())) {
        Spin.around(delay);
      }
      doorbell.ring(
          pair.peerSleepPosition(), pair.writer().bellPosition(), pair.castBellPosition());
      rungNanos[i] = System.nanoTime();
      rung = i + 1;
      if (!Spin.until(() -> pair.reclaim() != 0 || !failure.isEmpty(), MOST_TURNS)) {
        failure = "stuck";
      } else if (failure.isEmpty()) {
        pair.pool().giveBack(pair.writer().takeBack());
      }
    }
  }

  /** Reads, and sleeps whenever there is nothing. */
  @Actor
  public void receiver() {
    int read = 0;
    for (int naps = 0; read < FRAMES && failure.isEmpty(); naps++) {
      if (pair.reader().available() != 0) {
        pair.reader().advance(0);
        pair.reader().giveBack();
        read++;
      } else {
        sleep(read);
      }
      if (naps > MOST_NAPS) {
        failure = "stuck";
      }
    }
  }

  private void sleep(int read) {
    int castBell = pair.castBell();
    sleeper.begin(mode);
    sleeper.add(pair.castBellPosition(), castBell);
    if (pair.reader().available() == 0) {
      int words = 1;
      if (mode == SleepWord.ON_ALL_WORDS) {
        sleeper.add(pair.reader().bellPosition(), pair.reader().emptyBell());
        words++;
      }
      boolean woken = nap.sleep(words);
      if (!woken && rung > read && nap.wasLost(rungNanos[read])) {
        failure = "slept through";
      }
    }
    sleeper.end();
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = failure.isEmpty() ? "woken" : failure;
    ARENA.giveBack(pair);
  }
}
