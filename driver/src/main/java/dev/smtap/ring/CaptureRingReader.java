package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.SmHeader;

/**
 * Reads one capture ring of a node, without its knowing. Everything read here may be a lie; only
 * bounds are believed after checking, and what stands in the fields of a record is its owner's
 * word. Why it is right: see {@link CaptureRingWriter}. One thread.
 */
public final class CaptureRingReader {
  /** What {@link #next} found. */
  public enum Result {
    /** Nothing new. */
    EMPTY,
    /** A record: its fields can be asked for, and its bytes be copied. */
    RECORD,
    /** The writer was faster: some records are gone, the next one tells how many. */
    LAPPED,
    /** What stands there cannot be a record; all that was written so far is passed over. */
    DAMAGED
  }

  /** Records of padding, and old ones, that one {@link #next} passes over at most. */
  private static final int MOST_STEPS = 1 << 16;

  private final long headPosition;
  private final long recordsPosition;
  private final long ringBytes;
  private final long blockBytes;
  private final long begin;
  private long read;
  private long end = Long.MAX_VALUE;
  private long nextNumber;
  private long missed;
  private boolean isKnown;
  private int bytes;
  private int kind;
  private long number;
  private long timeNanos;
  private long ringSequence;
  private long ringAndPeer;
  private long directionAndDrop;
  private long lengthAndCaptured;

  /** A reader that starts with the next record that is written. */
  public CaptureRingReader(long headPosition, long recordsPosition, long ringBytes) {
    this.headPosition = headPosition;
    this.recordsPosition = recordsPosition;
    this.ringBytes = ringBytes;
    this.blockBytes = ringBytes / CaptureDescriptor.BLOCKS;
    this.begin = written();
    // From the start of the block, to learn the numbers of the records.
    this.read = blockStart(begin);
    this.nextNumber = 1;
    this.isKnown = begin == 0;
  }

  private long written() {
    return SharedMemory.getLongAcquire(headPosition + CaptureHeadDescriptor.WRITTEN_OFFSET);
  }

  private long blockStart(long counter) {
    return counter & -blockBytes;
  }

  /** Ends with what is written by now: what comes behind it is not there. */
  public void endHere() {
    end = written();
  }

  /** Looks at the next record; asked again without {@link #pass}, at the same one. */
  public Result next() {
    for (int step = 0; step < MOST_STEPS; step++) {
      long written = written();
      long waiting = written - read;
      if (waiting == 0 || read >= end) {
        return Result.EMPTY;
      }
      if (waiting < 0 || written % CaptureRecordDescriptor.ALIGNMENT != 0) {
        return damaged(written);
      }
      if (waiting > ringBytes || !look()) {
        lapped(written);
        return Result.LAPPED;
      }
      if (!isPlausible(waiting)) {
        return damaged(written);
      }
      if (kind != CaptureRecordDescriptor.KIND_PADDING) {
        count();
        if (read >= begin) {
          return Result.RECORD;
        }
      }
      pass();
    }
    return Result.EMPTY;
  }

  /** Copies the head; false when the writer may have been in it. */
  private boolean look() {
    long position = position();
    long bytesAndKind = SharedMemory.getLong(position);
    bytes = CaptureRecordDescriptor.lower(bytesAndKind);
    kind = CaptureRecordDescriptor.upper(bytesAndKind);
    number = SharedMemory.getLong(position + CaptureRecordDescriptor.NUMBER_OFFSET);
    timeNanos = SharedMemory.getLong(position + CaptureRecordDescriptor.TIME_OFFSET);
    ringSequence = SharedMemory.getLong(position + CaptureRecordDescriptor.RING_SEQUENCE_OFFSET);
    ringAndPeer = SharedMemory.getLong(position + CaptureRecordDescriptor.RING_OFFSET);
    directionAndDrop = SharedMemory.getLong(position + CaptureRecordDescriptor.DIRECTION_OFFSET);
    lengthAndCaptured = SharedMemory.getLong(position + CaptureRecordDescriptor.LENGTH_OFFSET);
    return isUntouched();
  }

  private boolean isUntouched() {
    SharedMemory.acquireFence();
    long intent = SharedMemory.getLongOpaque(headPosition + CaptureHeadDescriptor.INTENT_OFFSET);
    return intent - read <= ringBytes;
  }

  private long position() {
    return recordsPosition + (read & (ringBytes - 1));
  }

  private boolean isPlausible(long waiting) {
    long toBlockEnd = blockStart(read) + blockBytes - read;
    if (bytes < CaptureRecordDescriptor.ALIGNMENT
        || bytes % CaptureRecordDescriptor.ALIGNMENT != 0
        || bytes > Math.min(waiting, toBlockEnd)) {
      return false;
    }
    return switch (kind) {
      case CaptureRecordDescriptor.KIND_PADDING -> bytes == toBlockEnd;
      case CaptureRecordDescriptor.KIND_FRAME -> holds(SlotDescriptor.FRAME_OFFSET);
      case CaptureRecordDescriptor.KIND_COMMAND -> holds(SlotDescriptor.VIRTIO_OFFSET);
      default -> false;
    };
  }

  private boolean holds(int least) {
    return captured() >= least
        && captured() <= bytes - CaptureRecordDescriptor.SLOT_RECORD_OFFSET
        && captured() <= length()
        && length() <= CaptureRecordDescriptor.LONGEST_SLOT_RECORD_BYTES
        && (direction() == CaptureRecordDescriptor.INBOUND
            || direction() == CaptureRecordDescriptor.OUTBOUND);
  }

  private void count() {
    if (isKnown && number > nextNumber) {
      missed += number - nextNumber;
    }
    isKnown = true;
    nextNumber = number;
  }

  /**
   * Half of the ring is kept, so that the writer is not at the same place again at once. Behind the
   * end its first record only tells how many are gone.
   */
  private void lapped(long written) {
    long half = blockStart(written) - (CaptureDescriptor.BLOCKS / 2) * blockBytes;
    read = Math.max(half, read);
    if (read >= end && look()) {
      count();
    }
  }

  private Result damaged(long written) {
    read = written & -CaptureRecordDescriptor.ALIGNMENT;
    isKnown = false;
    return Result.DAMAGED;
  }

  /**
   * Copies {@link #captured} bytes of the slot record.
   *
   * @param to private memory
   * @return false when they were written over meanwhile: what stands there now is to be thrown
   *     away, and counts as missed
   */
  public boolean copy(long to) {
    SharedMemory.copy(position() + CaptureRecordDescriptor.SLOT_RECORD_OFFSET, to, captured());
    boolean isWhole = isUntouched();
    if (!isWhole) {
      missed++;
    }
    return isWhole;
  }

  /**
   * The destination in the SM header of the record, or -1 when it was written over meanwhile, which
   * counts as missed.
   */
  public long smDestination() {
    long first =
        SharedMemory.getNetworkLong(position() + CaptureRecordDescriptor.SLOT_RECORD_OFFSET);
    if (isUntouched()) {
      return SmHeader.destination(first);
    }
    missed++;
    return -1;
  }

  /** Goes on to the record behind this one. */
  public void pass() {
    read += bytes;
    if (kind != CaptureRecordDescriptor.KIND_PADDING) {
      nextNumber = number + 1;
    }
  }

  /** Records that were written over before they could be read. */
  public long missed() {
    return missed;
  }

  /** Whether the record is a command and no frame. */
  public boolean isCommand() {
    return kind == CaptureRecordDescriptor.KIND_COMMAND;
  }

  /** When it was captured, nanoseconds since 1970. */
  public long timeNanos() {
    return timeNanos;
  }

  /** Its place in the pair ring or cast ring, 0 if it was in none. */
  public long ringSequence() {
    return ringSequence;
  }

  /** Kind of ring, see {@link CaptureRecordDescriptor}; any value. */
  public int ring() {
    return CaptureRecordDescriptor.lower(ringAndPeer);
  }

  /** The node at the other end; any value. */
  public int peer() {
    return CaptureRecordDescriptor.upper(ringAndPeer);
  }

  /** Direction, see {@link CaptureRecordDescriptor}. */
  public int direction() {
    return CaptureRecordDescriptor.lower(directionAndDrop);
  }

  /** Why it was dropped; any value. */
  public int dropReason() {
    return CaptureRecordDescriptor.upper(directionAndDrop);
  }

  /** Bytes of the whole slot record. */
  public int length() {
    return CaptureRecordDescriptor.lower(lengthAndCaptured);
  }

  /** Bytes of it that can be copied: SM header and virtio-net header always. */
  public int captured() {
    return CaptureRecordDescriptor.upper(lengthAndCaptured);
  }
}
