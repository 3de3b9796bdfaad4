package dev.smtap.stress;

import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CastRingReader.Result;
import dev.smtap.ring.CastRingWriter;
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
 * Cast bell, with a receiver that sleeps for real: it reads the bell, then the ring, and sleeps for
 * as long as the bell has not changed since.
 */
@JCStressTest
@Description("records are cast while the receiver falls asleep")
@Outcome(id = "woken", expect = Expect.ACCEPTABLE, desc = "no record was slept through")
@Outcome(
    id = "slept through",
    expect = Expect.FORBIDDEN,
    desc = "the bell was rung and the receiver slept on: a lost wake-up")
@Outcome(
    id = "lost",
    expect = Expect.FORBIDDEN,
    desc = "the counter showed a record before its slot was ready: the reader passed it over")
@Outcome(
    id = "stuck",
    expect = Expect.FORBIDDEN,
    desc = "a record did not come, or could not be sent")
@State
public class CastBellSleep {
  private static final Arena<CastSetup> ARENA = CastSetup.arena(8);
  private static final int NODE = 1;
  private static final int RECORDS = 4;
  private static final int MOST_NAPS = 500;
  private static final int MOST_TURNS = 10_000_000;

  private final CastSetup cast = ARENA.take().begin();
  private final int delay = cast.uses() * 31 % 400;
  private final Sleeper sleeper = new Sleeper(cast.sleepPosition(), cast.waitersPosition());
  private final Nap nap = new Nap(cast.waitersPosition(), cast.timePosition());
  private final long[] rungNanos = new long[RECORDS];
  private volatile int rung;
  private volatile int read;
  private volatile String failure = "";

  /** Casts each record when the one before was read. */
  @Actor
  public void writer() {
    for (int i = 0; i < RECORDS && failure.isEmpty(); i++) {
      Spin.around(delay);
      if (cast.cast(NODE, i) != CastRingWriter.Outcome.SENT) {
        failure = "stuck";
      }
      rungNanos[i] = System.nanoTime();
      rung = i + 1;
      int wanted = i + 1;
      if (!Spin.until(() -> read == wanted || !failure.isEmpty(), MOST_TURNS)) {
        failure = "stuck";
      }
    }
  }

  /** Reads, and sleeps whenever there is nothing. */
  @Actor
  public void receiver() {
    int count = 0;
    for (int naps = 0; count < RECORDS && failure.isEmpty(); naps++) {
      int bell = SharedMemory.getIntAcquire(cast.area().bellPosition());
      Result result = cast.reader().read();
      if (result == Result.RECORD) {
        read = ++count;
      } else if (result == Result.EMPTY) {
        sleep(bell, count);
      } else {
        failure = "lost";
      }
      if (naps > MOST_NAPS) {
        failure = "stuck";
      }
    }
  }

  private void sleep(int bell, int count) {
    sleeper.begin(SleepWord.ON_ALL_WORDS);
    sleeper.add(cast.area().bellPosition(), bell);
    boolean woken = nap.sleep(1);
    sleeper.end();
    if (!woken && rung > count && nap.wasLost(rungNanos[count])) {
      failure = "slept through";
    }
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = failure.isEmpty() ? "woken" : failure;
    ARENA.giveBack(cast);
  }
}
