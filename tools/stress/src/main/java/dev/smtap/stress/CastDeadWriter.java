package dev.smtap.stress;

import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastRingReader.Result;
import dev.smtap.ring.CastRingWriter;
import dev.smtap.ring.CastSlotDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Cast ring: a writer dies between two steps, another one takes the lock over and writes on, and
 * the reader never gets what the dead one left half done. A thread cannot die inside the real
 * writer, so what it leaves is made here, step by step, under the real lock.
 */
@JCStressTest
@Description("a writer dies with the lock, another node writes on while the reader looks")
@Outcome(id = "survived", expect = Expect.ACCEPTABLE, desc = "all whole records came, no others")
@Outcome(
    id = "torn",
    expect = Expect.FORBIDDEN,
    desc = "what the dead writer left half done was delivered")
@Outcome(
    id = "wrong record",
    expect = Expect.FORBIDDEN,
    desc = "a record is lost, doubled, or under another node's name")
@Outcome(
    id = "miscounted",
    expect = Expect.FORBIDDEN,
    desc = "read and missed are not what was written: the counters would lie")
@Outcome(
    id = "damaged",
    expect = Expect.FORBIDDEN,
    desc = "the reader took the ring for damaged: a frame would be lost")
@Outcome(
    id = "not taken over",
    expect = Expect.FORBIDDEN,
    desc = "the dead owner kept the lock: casting would stop for good")
@State
public class CastDeadWriter {
  private static final Arena<CastSetup> ARENA = CastSetup.arena(2);
  private static final int VICTIM = 1;
  private static final int SURVIVOR = 2;
  private static final int RECORDS = 3;
  private static final int READS = 100_000;

  /** The last thing that the victim does. */
  private enum LastStep {
    LOCKED,
    HALF_WRITTEN,
    SEQUENCED,
    COUNTED
  }

  private final CastSetup cast = ARENA.take().begin();
  private final LastStep lastStep = LastStep.values()[cast.uses() % LastStep.values().length];
  private final long expected = (long) RECORDS + (lastStep == LastStep.COUNTED ? 1 : 0);
  private volatile boolean dead;
  private volatile boolean allWritten;
  private String writer = "";
  private String reader = "";
  private long records;

  /** A ring with a lock that is taken over when the victim is dead. */
  public CastDeadWriter() {
    cast.ask((nodeId, generation) -> !isVictim(nodeId, generation) || !dead);
    if (!cast.lock(VICTIM).lock()) {
      throw new IllegalStateException("a free lock is not free");
    }
  }

  private static boolean isVictim(int nodeId, long generation) {
    return nodeId == VICTIM && generation == CastSetup.generation(VICTIM);
  }

  /** Takes the lock over and writes more than a lap. */
  @Actor
  public void survivor() {
    for (int record = 0; record < RECORDS; record++) {
      if (!write(cast.start() + expected - RECORDS + record)) {
        writer = "not taken over";
      }
    }
    allWritten = true;
  }

  /** Casts one record; to be held up by a victim that has not died yet is no failure. */
  private boolean write(long value) {
    while (true) {
      boolean wasDead = dead;
      if (cast.cast(SURVIVOR, value) == CastRingWriter.Outcome.SENT) {
        return true;
      }
      if (wasDead) {
        return false;
      }
    }
  }

  /** Dies, and reads from then on. */
  @Actor
  public void victimThenReader() {
    die();
    dead = true;
    for (int i = 0; i < READS && !allWritten; i++) {
      read();
      Thread.onSpinWait();
    }
  }

  private void die() {
    if (lastStep == LastStep.LOCKED) {
      return;
    }
    long slot = cast.slotPosition(cast.start());
    SharedMemory.putLongOpaque(slot + CastSlotDescriptor.SEQUENCE_OFFSET, 0);
    SharedMemory.releaseFence();
    SharedMemory.putLong(
        slot + CastSlotDescriptor.NODE_ID_OFFSET,
        CastSlotDescriptor.senderAndLength(VICTIM, CastSetup.RECORD_BYTES));
    long record = slot + CastSlotDescriptor.RECORD_OFFSET;
    if (lastStep == LastStep.HALF_WRITTEN) {
      Payload.fill(record, CastSetup.RECORD_BYTES / 2, 0x6465_6164L);
      return;
    }
    Payload.fill(record, CastSetup.RECORD_BYTES, cast.start());
    SharedMemory.putLongRelease(slot + CastSlotDescriptor.SEQUENCE_OFFSET, cast.start() + 1);
    if (lastStep == LastStep.COUNTED) {
      SharedMemory.putLongRelease(
          cast.area().writtenPosition(CastArea.BROADCAST_RING), cast.start() + 1);
    }
  }

  private Result read() {
    long number = records + cast.reader().missed();
    Result result = cast.reader().read();
    if (result == Result.DAMAGED) {
      reader = "damaged";
    } else if (result == Result.RECORD) {
      records++;
      long value = cast.record();
      boolean isVictims = lastStep == LastStep.COUNTED && number == 0;
      if (value == Payload.TORN) {
        reader = "torn";
      } else if (value != cast.start() + number
          || cast.reader().nodeId() != (isVictims ? VICTIM : SURVIVOR)) {
        reader = "wrong record";
      }
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
    boolean allCounted = records + cast.reader().missed() == expected && cast.written() == expected;
    return allCounted ? "survived" : "miscounted";
  }
}
