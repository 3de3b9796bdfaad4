package dev.smtap.ring;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;

/** A capture ring in private memory, and what it is read into. One thread. */
final class TestCaptureRing implements AutoCloseable {
  private static final long CANARY = 0x0123_4567_89ab_cdefL;

  private final MappedSection memory;
  private final MappedSection buffer;
  private final long bytes;

  TestCaptureRing(long bytes) throws SystemException {
    this.bytes = bytes;
    this.memory = MappedSection.ofPrivateMemory(CaptureHeadDescriptor.BYTES + bytes);
    int longest = CaptureRecordDescriptor.LONGEST_SLOT_RECORD_BYTES;
    this.buffer = MappedSection.ofPrivateMemory(longest + (long) Long.BYTES);
    SharedMemory.putLong(canary(), CANARY);
  }

  private long canary() {
    return buffer.position(CaptureRecordDescriptor.LONGEST_SLOT_RECORD_BYTES);
  }

  boolean isCanaryAlive() {
    return SharedMemory.getLong(canary()) == CANARY;
  }

  long head() {
    return memory.position();
  }

  long records() {
    return memory.position() + CaptureHeadDescriptor.BYTES;
  }

  long bytes() {
    return bytes;
  }

  /** Where records are copied to. */
  long buffer() {
    return buffer.position();
  }

  void clear() {
    SharedMemory.clear(memory.position(), memory.bytes());
  }

  CaptureRingWriter writer() {
    return new CaptureRingWriter(head(), records(), bytes);
  }

  CaptureRingReader reader() {
    return new CaptureRingReader(head(), records(), bytes);
  }

  /** Writes a frame that holds a value from its first word to its last. */
  static void write(CaptureRingWriter writer, long value, int captured) {
    long record = writer.claim(CaptureRecordDescriptor.KIND_FRAME, captured);
    SharedMemory.putLong(record + CaptureRecordDescriptor.TIME_OFFSET, value);
    SharedMemory.putLong(
        record + CaptureRecordDescriptor.DIRECTION_OFFSET,
        CaptureRecordDescriptor.pair(CaptureRecordDescriptor.INBOUND, 0));
    SharedMemory.putLong(
        record + CaptureRecordDescriptor.LENGTH_OFFSET,
        CaptureRecordDescriptor.pair(captured, captured));
    for (int at = 0; at < captured; at += Long.BYTES) {
      SharedMemory.putLong(record + CaptureRecordDescriptor.SLOT_RECORD_OFFSET + at, value);
    }
    writer.commit();
  }

  /** The value of the record that a reader stands at, -1 if it is torn. */
  long value(CaptureRingReader reader) {
    if (!reader.copy(buffer())) {
      return -1;
    }
    for (int at = 0; at < reader.captured(); at += Long.BYTES) {
      if (SharedMemory.getLong(buffer() + at) != reader.timeNanos()) {
        return -1;
      }
    }
    return reader.timeNanos();
  }

  @Override
  public void close() throws SystemException {
    memory.close();
    buffer.close();
  }
}
