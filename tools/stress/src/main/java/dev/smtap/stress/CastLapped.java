package dev.smtap.stress;

import dev.smtap.ring.CastRingReader.Result;
import dev.smtap.ring.CastRingWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Cast ring: a writer laps the reader, which gets whole records and knows what it missed. */
@JCStressTest
@Description("a writer goes round a ring of two slots while the reader copies out of it")
@Outcome(id = "all read", expect = Expect.ACCEPTABLE, desc = "the reader kept up")
@Outcome(
    id = "some missed",
    expect = Expect.ACCEPTABLE,
    desc = "the reader was lapped and knows it")
@Outcome(
    id = "torn",
    expect = Expect.FORBIDDEN,
    desc = "a record was written over while it was copied: a corrupt frame would be delivered")
@Outcome(
    id = "wrong record",
    expect = Expect.FORBIDDEN,
    desc = "a record stood for another one: frames would be lost unseen, or come twice")
@Outcome(
    id = "miscounted",
    expect = Expect.FORBIDDEN,
    desc = "read and missed are not what was written: the counters would lie")
@Outcome(
    id = "damaged",
    expect = Expect.FORBIDDEN,
    desc = "an honest writer was taken for a liar: a frame would be lost")
@Outcome(
    id = "not sent",
    expect = Expect.FORBIDDEN,
    desc = "a writer without competition did not get the lock")
@State
public class CastLapped {
  private static final Arena<CastSetup> ARENA = CastSetup.arena(2);
  private static final int NODE = 1;
  private static final int RECORDS = 7;
  private static final int MOST_READS = 10_000;

  private final CastSetup cast = ARENA.take().begin();
  private volatile boolean allWritten;
  private String writer = "";
  private String reader = "";
  private long records;

  /** Three laps and a half. */
  @Actor
  public void writer() {
    for (int record = 0; record < RECORDS; record++) {
      if (cast.cast(NODE, cast.start() + record) != CastRingWriter.Outcome.SENT) {
        writer = "not sent";
      }
    }
    allWritten = true;
  }

  /** Reads what it can get. */
  @Actor
  public void reader() {
    for (int i = 0; i < MOST_READS && !allWritten; i++) {
      read();
    }
  }

  private Result read() {
    Result result = cast.reader().read();
    if (result == Result.DAMAGED) {
      reader = "damaged";
    } else if (result == Result.RECORD) {
      long value = cast.record();
      if (value != cast.start() + records + cast.reader().missed()) {
        reader = value == Payload.TORN ? "torn" : "wrong record";
      }
      records++;
    }
    return result;
  }

  /** Reads the rest, and judges. */
  @Arbiter
  public void judge(L_Result result) {
    while (read() != Result.EMPTY) {
      Thread.onSpinWait();
    }
    result.r1 = verdict();
    ARENA.giveBack(cast);
  }

  private String verdict() {
    if (!reader.isEmpty() || !writer.isEmpty()) {
      return reader.isEmpty() ? writer : reader;
    }
    if (records + cast.reader().missed() != RECORDS) {
      return "miscounted";
    }
    return cast.reader().missed() == 0 ? "all read" : "some missed";
  }
}
