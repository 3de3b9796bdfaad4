package dev.smtap.stress;

import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CaptureHeadDescriptor;
import dev.smtap.ring.CaptureRecordDescriptor;
import dev.smtap.ring.CaptureRingReader;
import dev.smtap.ring.CaptureRingReader.Result;
import dev.smtap.ring.CaptureRingWriter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Capture ring: its writer laps the reader, which gets whole records and knows what it missed. */
@JCStressTest
@Description("a writer goes round a small capture ring while the reader copies out of it")
@Outcome(id = "all read", expect = Expect.ACCEPTABLE, desc = "the reader kept up")
@Outcome(
    id = "some missed",
    expect = Expect.ACCEPTABLE,
    desc = "the reader was lapped and knows it")
@Outcome(
    id = "torn",
    expect = Expect.FORBIDDEN,
    desc = "a record was written over while it was copied: a false frame would be shown")
@Outcome(
    id = "wrong record",
    expect = Expect.FORBIDDEN,
    desc = "a record stood for another one: frames would be lost unseen, or come twice")
@Outcome(
    id = "miscounted",
    expect = Expect.FORBIDDEN,
    desc = "read and missed are not what was written: the numbers would lie")
@Outcome(
    id = "damaged",
    expect = Expect.FORBIDDEN,
    desc = "an honest writer was taken for a liar: frames would be lost")
@State
public class CaptureLapped {
  private static final int PAYLOAD_BYTES = 192;
  private static final int RING_BYTES = 8 * 512;
  private static final int RECORDS = 40;
  private static final int MOST_READS = 10_000;
  private static final Arena<Ring> ARENA =
      Arena.of(CaptureHeadDescriptor.BYTES + RING_BYTES + PAYLOAD_BYTES, Ring::new);

  private final Ring ring = ARENA.take().begin();
  private final CaptureRingWriter writer = ring.writer();
  private final CaptureRingReader reader = ring.reader();
  private volatile boolean allWritten;
  private String verdict = "";
  private long records;

  /** A ring of 14 records at a time, and memory to read into. */
  private record Ring(long writable, long readOnly) {
    Ring(Arena.Piece place) {
      this(place.writable(), place.readOnly());
    }

    Ring begin() {
      SharedMemory.clear(writable, CaptureHeadDescriptor.BYTES + RING_BYTES);
      return this;
    }

    CaptureRingWriter writer() {
      return new CaptureRingWriter(writable, writable + CaptureHeadDescriptor.BYTES, RING_BYTES);
    }

    CaptureRingReader reader() {
      return new CaptureRingReader(readOnly, readOnly + CaptureHeadDescriptor.BYTES, RING_BYTES);
    }

    long buffer() {
      return writable + CaptureHeadDescriptor.BYTES + RING_BYTES;
    }
  }

  /** Three laps and more. */
  @Actor
  public void writer() {
    for (int value = 0; value < RECORDS; value++) {
      long record = writer.claim(CaptureRecordDescriptor.KIND_FRAME, PAYLOAD_BYTES);
      SharedMemory.putLong(record + CaptureRecordDescriptor.TIME_OFFSET, value);
      SharedMemory.putLong(
          record + CaptureRecordDescriptor.DIRECTION_OFFSET,
          CaptureRecordDescriptor.pair(CaptureRecordDescriptor.INBOUND, 0));
      SharedMemory.putLong(
          record + CaptureRecordDescriptor.LENGTH_OFFSET,
          CaptureRecordDescriptor.pair(PAYLOAD_BYTES, PAYLOAD_BYTES));
      Payload.fill(record + CaptureRecordDescriptor.SLOT_RECORD_OFFSET, PAYLOAD_BYTES, value);
      writer.commit();
    }
    allWritten = true;
  }

  /** Reads what it can get. */
  @Actor
  public void reader() {
    for (int i = 0; i < MOST_READS && !allWritten; i++) {
      Result unused = read();
    }
  }

  private Result read() {
    Result result = reader.next();
    if (result == Result.DAMAGED) {
      verdict = "damaged";
    } else if (result == Result.RECORD) {
      take();
    }
    return result;
  }

  private void take() {
    long value = reader.timeNanos();
    if (reader.copy(ring.buffer())) {
      long held = Payload.value(ring.buffer(), PAYLOAD_BYTES);
      boolean isNext = records + reader.missed() == value;
      if (held != value) {
        verdict = "torn";
      } else if (!isNext) {
        verdict = "wrong record";
      }
      records++;
    }
    reader.pass();
  }

  /** Reads the rest, and judges. */
  @Arbiter
  public void judge(L_Result result) {
    while (read() != Result.EMPTY) {
      Thread.onSpinWait();
    }
    result.r1 = verdict.isEmpty() ? counted() : verdict;
    ARENA.giveBack(ring);
  }

  private String counted() {
    if (records + reader.missed() != RECORDS) {
      return "miscounted";
    }
    return reader.missed() == 0 ? "all read" : "some missed";
  }
}
