package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FaultPoint;

/**
 * The sending end of a pair ring. Write counter and descriptors lie in the sender's section, the
 * read counter in the receiver's (patent: write pointers under the control of the transmitting
 * node, read pointers of the receiving one). Transmitter only.
 *
 * <p>Why it is right: the writer alone moves the write counter, with release, after the descriptor
 * and the slot behind it; a reader that acquires the counter sees both. A slot is taken back only
 * when the read counter has passed its descriptor; the reader releases that counter after its last
 * access to the slot. The read counter is a peer's word: outside [reclaimed, written] it is a lie,
 * and then nothing is taken back.
 */
public final class PairRingWriter {
  /** What {@link #reclaim} returns when the peer's read counter cannot be true. */
  public static final int DAMAGED = -1;

  /**
   * Bytes that go to a receiver without a look at what it has read: slots that are used again are
   * still in the cache then.
   */
  public static final int MOST_UNSEEN_BYTES = 32 * 1024;

  private final long lanePosition;
  private final int entries;
  private long written;
  private long reclaimed;

  /**
   * A writer on an empty ring.
   *
   * @param lanePosition position of the lane in the sender's own section
   * @param entries descriptors in the ring, a power of two
   * @param start value of both counters
   */
  public PairRingWriter(long lanePosition, int entries, long start) {
    this.lanePosition = lanePosition;
    this.entries = entries;
    this.written = start;
    this.reclaimed = start;
  }

  /** Descriptors that the receiver has not given back. */
  public int held() {
    return (int) (written - reclaimed);
  }

  /** True when there is no room for a descriptor. */
  public boolean isFull() {
    return held() >= entries;
  }

  /** Frames sent since the start, as a counter. */
  public long written() {
    return written;
  }

  /** Position of the word that the receiver waits on: the low half of the write counter. */
  public long bellPosition() {
    return lanePosition + LaneDescriptor.WRITE_OFFSET;
  }

  /** Publishes a slot whose content is complete. The ring is not full. */
  public void publish(int slot, int length) {
    SharedMemory.putLong(entryPosition(written), LaneDescriptor.descriptor(slot, length));
    FaultPoint.reached("pair.before-publish");
    written++;
    SharedMemory.putLongRelease(bellPosition(), written);
    FaultPoint.reached("pair.after-publish");
  }

  /**
   * How many descriptors the receiver has read that were not taken back yet.
   *
   * @param readPosition position of the receiver's read counter
   * @return their number, or {@link #DAMAGED}
   */
  public int reclaim(long readPosition) {
    long read = SharedMemory.getLongAcquire(readPosition);
    long count = read - reclaimed;
    return count < 0 || count > written - reclaimed ? DAMAGED : (int) count;
  }

  /** Takes back the oldest descriptor that is still out and returns its slot. */
  public int takeBack() {
    int slot = LaneDescriptor.slot(SharedMemory.getLong(entryPosition(reclaimed)));
    reclaimed++;
    return slot;
  }

  private long entryPosition(long counter) {
    long index = counter & (entries - 1);
    return lanePosition
        + LaneDescriptor.DESCRIPTORS_OFFSET
        + index * LaneDescriptor.DESCRIPTOR_BYTES;
  }
}
