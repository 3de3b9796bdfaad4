package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Memory of a capture ring that changes at will between the reader's steps. Input: where the ring
 * starts, then steps (see {@link #step}).
 */
class HostileCaptureRingFuzzTest {
  private static final int MOST_STEPS = 200;
  private static final int MOST_RECORDS = 1_000;

  private static TestCaptureRing ring;

  @BeforeAll
  static void map() throws SystemException {
    ring = new TestCaptureRing(CaptureDescriptor.LEAST_RING_BYTES);
  }

  @AfterAll
  static void unmap() throws SystemException {
    ring.close();
  }

  @FuzzTest
  void believesNothing(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    ring.clear();
    setWritten(input.nextLong());
    CaptureRingReader reader = ring.reader();
    for (int i = 0; i < MOST_STEPS && input.hasMore(); i++) {
      step(input, reader);
    }
    readMany(reader);
    reader.endHere();
    setWritten(input.nextLong());
    readMany(reader);
    assertThat(ring.isCanaryAlive()).isTrue();
  }

  private static void readMany(CaptureRingReader reader) {
    for (int i = 0; i < MOST_RECORDS; i++) {
      read(reader);
    }
  }

  private static void setWritten(long value) {
    SharedMemory.putLong(ring.head() + CaptureHeadDescriptor.WRITTEN_OFFSET, value);
  }

  private static long written() {
    return SharedMemory.getLong(ring.head() + CaptureHeadDescriptor.WRITTEN_OFFSET);
  }

  private static void step(FuzzInput input, CaptureRingReader reader) {
    switch (input.nextByte() % 6) {
      case 0 -> setWritten(input.nextLong());
      case 1 -> setWritten(written() + input.nextByte() * 64L);
      case 2 ->
          SharedMemory.putLong(ring.head() + CaptureHeadDescriptor.INTENT_OFFSET, input.nextLong());
      case 3 -> scribble(input);
      case 4 -> writeRecord(input);
      default -> read(reader);
    }
  }

  private static void scribble(FuzzInput input) {
    long place = written() + input.nextByte() * 64L & (ring.bytes() - 1);
    SharedMemory.putLong(ring.records() + (place & -8), input.nextLong());
  }

  /** A record whose length, kind and captured bytes are right if the input says so. */
  private static void writeRecord(FuzzInput input) {
    long record = ring.records() + (written() & (ring.bytes() - 1) & -64);
    int bytes = input.nextByte() * 64;
    SharedMemory.putLong(record, CaptureRecordDescriptor.pair(bytes, input.nextByte() % 4));
    SharedMemory.putLong(record + CaptureRecordDescriptor.NUMBER_OFFSET, input.nextByte());
    if (record + 128 <= ring.records() + ring.bytes()) {
      SharedMemory.putLong(
          record + CaptureRecordDescriptor.DIRECTION_OFFSET,
          CaptureRecordDescriptor.pair(input.nextByte() % 4, input.nextShort()));
      SharedMemory.putLong(
          record + CaptureRecordDescriptor.LENGTH_OFFSET,
          CaptureRecordDescriptor.pair(input.nextInt(), input.nextShort()));
    }
    setWritten(written() + bytes);
  }

  private static void read(CaptureRingReader reader) {
    if (reader.next() != CaptureRingReader.Result.RECORD) {
      return;
    }
    assertThat(reader.captured())
        .isBetween(SlotDescriptor.VIRTIO_OFFSET, CaptureRecordDescriptor.LONGEST_SLOT_RECORD_BYTES)
        .isLessThanOrEqualTo(reader.length());
    assertThat(reader.direction())
        .isBetween(CaptureRecordDescriptor.INBOUND, CaptureRecordDescriptor.OUTBOUND);
    long unused = reader.smDestination();
    boolean isWhole = reader.copy(ring.buffer());
    reader.pass();
    assertThat(isWhole && reader.captured() == 0).isFalse();
  }
}
