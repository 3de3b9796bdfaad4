package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;

/**
 * Writes one capture ring: what is oldest is written over, nobody is waited for. One thread; each
 * thread that carries frames has a ring of its own, so that none waits for another one that was
 * stopped in the middle of a record.
 *
 * <p>Why it is right: before a byte of a record changes, the intent says up to where bytes may be
 * changing, and a release fence keeps it in front of them; the write counter follows with release
 * when the record is whole. A reader acquires the write counter, copies, and then looks at the
 * intent behind an acquire fence: as long as that is at most one ring ahead of the place it copied
 * from, nothing of what it has copied was being written over. A reader that is slower than that
 * goes on at a start of a block, which is always the start of a record; the numbers of the records
 * tell it how many it missed.
 */
public final class CaptureRingWriter {
  private final long headPosition;
  private final long recordsPosition;
  private final long ringBytes;
  private final long blockBytes;
  private long written;
  private long claimed;
  private long number;

  /**
   * A writer on an empty ring, whose memory is zero.
   *
   * @param headPosition position of its head
   * @param recordsPosition position of its records
   * @param ringBytes its length, see {@link CaptureDescriptor#isRingBytes}
   */
  public CaptureRingWriter(long headPosition, long recordsPosition, long ringBytes) {
    this.headPosition = headPosition;
    this.recordsPosition = recordsPosition;
    this.ringBytes = ringBytes;
    this.blockBytes = ringBytes / CaptureDescriptor.BLOCKS;
  }

  /**
   * Begins a record, which nobody reads before {@link #commit}.
   *
   * @param captured bytes of the slot record that goes into it
   * @return position of the record, whose length, kind and number are written
   */
  public long claim(int kind, int captured) {
    int bytes = CaptureRecordDescriptor.recordBytes(captured);
    long blockEnd = (written / blockBytes + 1) * blockBytes;
    long start = written + bytes > blockEnd ? blockEnd : written;
    claimed = start + bytes;
    SharedMemory.putLongOpaque(headPosition + CaptureHeadDescriptor.INTENT_OFFSET, claimed);
    SharedMemory.releaseFence();
    if (start != written) {
      putHead(written, (int) (start - written), CaptureRecordDescriptor.KIND_PADDING, 0);
    }
    return putHead(start, bytes, kind, ++number);
  }

  private long putHead(long start, int bytes, int kind, long recordNumber) {
    long position = recordsPosition + (start & (ringBytes - 1));
    SharedMemory.putLong(position, CaptureRecordDescriptor.pair(bytes, kind));
    SharedMemory.putLong(position + CaptureRecordDescriptor.NUMBER_OFFSET, recordNumber);
    return position;
  }

  /** Shows the record that was begun last to the readers. */
  public void commit() {
    written = claimed;
    SharedMemory.putLongRelease(headPosition + CaptureHeadDescriptor.WRITTEN_OFFSET, written);
  }
}
