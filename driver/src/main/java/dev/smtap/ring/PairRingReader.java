package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;

/**
 * The receiving end of a pair ring: reads the sender's lane (read-only mapping), moves the read
 * counter in the own lane. Receiver only. Why it is right: see {@link PairRingWriter}.
 */
public final class PairRingReader {
  /** What {@link #available} returns when the sender's write counter cannot be true. */
  public static final int DAMAGED = -1;

  private final long senderLanePosition;
  private final long readPosition;
  private final int entries;
  private long read;

  /**
   * A reader that starts where the sender started.
   *
   * @param senderLanePosition position of the sender's lane for this node
   * @param ownLanePosition position of this node's lane for the sender
   * @param entries descriptors in the sender's ring, a power of two
   * @param start value that both counters start from
   */
  public PairRingReader(long senderLanePosition, long ownLanePosition, int entries, long start) {
    this.senderLanePosition = senderLanePosition;
    this.readPosition = ownLanePosition + LaneDescriptor.READ_OFFSET;
    this.entries = entries;
    this.read = start;
  }

  /** Descriptors that can be read now, or {@link #DAMAGED}. */
  public int available() {
    long written = SharedMemory.getLongAcquire(bellPosition());
    long count = written - read;
    return count < 0 || count > entries ? DAMAGED : (int) count;
  }

  /** The ring's write counter after the oldest descriptor. */
  public long sequence() {
    return read + 1;
  }

  /** Position of the word to wait on. */
  public long bellPosition() {
    return senderLanePosition + LaneDescriptor.WRITE_OFFSET;
  }

  /** What the word to wait on says as long as the ring is empty. */
  public int emptyBell() {
    return (int) read;
  }

  /**
   * The oldest descriptor, copied once; to be checked before use. {@link #available} was above 0.
   */
  public long descriptor() {
    long index = read & (entries - 1);
    return SharedMemory.getLong(
        senderLanePosition
            + LaneDescriptor.DESCRIPTORS_OFFSET
            + index * LaneDescriptor.DESCRIPTOR_BYTES);
  }

  /** Gives the oldest slot back to the sender. It must not be touched after this. */
  public void advance() {
    read++;
    SharedMemory.putLongRelease(readPosition, read);
  }
}
