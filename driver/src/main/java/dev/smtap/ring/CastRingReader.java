package dev.smtap.ring;

import dev.smtap.memory.Pages;
import dev.smtap.memory.SharedMemory;

/**
 * Reads one cast ring without a lock. A frame is copied out, then its sequence is checked once
 * more: a slot that was written meanwhile counts as missed and never reaches a TAP. Everything read
 * here may be a lie; only bounds are believed after checking. Receiver only.
 */
public final class CastRingReader {
  /** What {@link #read} found. */
  public enum Result {
    /** Nothing new. */
    EMPTY,
    /** A record stands in the buffer. */
    RECORD,
    /** Writers were faster: {@link #missed} went up. */
    MISSED,
    /** What stands there cannot be a record. */
    DAMAGED
  }

  private final CastArea area;
  private final int ring;
  private final long bufferPosition;
  private long read;
  private long missed;
  private int nodeId;
  private int length;
  private long generation;

  /**
   * A reader that starts with the next frame that is written.
   *
   * @param bufferPosition private memory for one record of {@link
   *     CastSlotDescriptor#LONGEST_RECORD_BYTES}
   */
  public CastRingReader(CastArea area, int ring, long bufferPosition) {
    this.area = area;
    this.ring = ring;
    this.bufferPosition = bufferPosition;
    this.read = area.written(ring);
  }

  /** Frames that were overwritten before they could be read, since the start. */
  public long missed() {
    return missed;
  }

  /** Sender of the record in the buffer; not proved. */
  public int nodeId() {
    return nodeId;
  }

  /** Generation of the sender of the record in the buffer; not proved. */
  public long generation() {
    return generation;
  }

  /** Length of the record in the buffer. */
  public int length() {
    return length;
  }

  /** Number of the ring. */
  public int ring() {
    return ring;
  }

  /** The ring's write counter after the record in the buffer. */
  public long sequence() {
    return read;
  }

  /** Where the record is copied to. */
  public long bufferPosition() {
    return bufferPosition;
  }

  /** True when something was written since the last read. */
  public boolean hasNews() {
    return area.written(ring) != read;
  }

  /** Whether the slot that is read next has pages. Asks the kernel. */
  public boolean hasPages() {
    long slot = area.position() + area.slotOffset(ring, read);
    return Pages.areThere(slot, CastSlotDescriptor.BYTES);
  }

  /**
   * Passes over everything that was written up to now, except what is younger than {@code
   * sinceNanos}.
   */
  public void skipOlderThan(long sinceNanos) {
    long written = area.written(ring);
    long oldest = Math.max(written - area.slots() + 1 - read, 0) + read;
    read = written;
    for (long counter = written - 1; counter - oldest >= 0; counter--) {
      long slot = area.position() + area.slotOffset(ring, counter);
      long sequence = SharedMemory.getLongAcquire(slot + CastSlotDescriptor.SEQUENCE_OFFSET);
      long time = SharedMemory.getLong(slot + CastSlotDescriptor.TIME_OFFSET);
      if (sequence != counter + 1 || time - sinceNanos < 0) {
        return;
      }
      read = counter;
    }
  }

  /** Reads the next record. */
  public Result read() {
    long written = area.written(ring);
    long waiting = written - read;
    if (waiting == 0) {
      return Result.EMPTY;
    }
    if (waiting < 0) {
      read = written;
      return Result.DAMAGED;
    }
    if (waiting > area.slots()) {
      missed += waiting - area.slots();
      read = written - area.slots();
      return Result.MISSED;
    }
    return copyOut(area.position() + area.slotOffset(ring, read), read + 1);
  }

  private Result copyOut(long slot, long wantedSequence) {
    long sequence = SharedMemory.getLongAcquire(slot + CastSlotDescriptor.SEQUENCE_OFFSET);
    long senderAndLength = SharedMemory.getLong(slot + CastSlotDescriptor.NODE_ID_OFFSET);
    int bytes = CastSlotDescriptor.length(senderAndLength);
    boolean plausible =
        bytes >= SlotDescriptor.FRAME_OFFSET && bytes <= CastSlotDescriptor.LONGEST_RECORD_BYTES;
    if (sequence == wantedSequence && plausible) {
      generation = SharedMemory.getLong(slot + CastSlotDescriptor.GENERATION_OFFSET);
      SharedMemory.copy(slot + CastSlotDescriptor.RECORD_OFFSET, bufferPosition, bytes);
    }
    SharedMemory.acquireFence();
    read++;
    if (sequence != wantedSequence
        || SharedMemory.getLongOpaque(slot + CastSlotDescriptor.SEQUENCE_OFFSET) != sequence) {
      missed++;
      return Result.MISSED;
    }
    if (!plausible) {
      return Result.DAMAGED;
    }
    nodeId = CastSlotDescriptor.nodeId(senderAndLength);
    length = bytes;
    return Result.RECORD;
  }
}
