package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;

/**
 * The receiving end of a pair ring: reads the sender's lane (read-only mapping), moves the read
 * counter in the own lane. Receiver only. Why it is right: see {@link PairRingWriter}.
 *
 * <p>Small slots are given back several at a time, because each store of the read counter takes its
 * cache line from the sender, who takes it back to read it (measured: two thirds of the time of a
 * 64-byte message). The counter may stay behind what was read, never run ahead of it, so a slot
 * still comes back only when it is no longer touched; {@link #giveBack} before a wait brings it up.
 */
public final class PairRingReader {
  /** What {@link #available} returns when the sender's write counter cannot be true. */
  public static final int DAMAGED = -1;

  /** Descriptors that may have been read and not given back: of a receiver that dies there. */
  public static final int MOST_TAKEN = 16;

  private final long senderLanePosition;
  private final long readPosition;
  private final int entries;
  private long read;
  private long given;

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
    this.given = start;
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
    return descriptor(0);
  }

  /**
   * A descriptor behind the oldest one, as it is now; to be checked before use. {@link #available}
   * was above {@code ahead}.
   */
  public long descriptor(int ahead) {
    long index = read + ahead & (entries - 1);
    return SharedMemory.getLong(
        senderLanePosition
            + LaneDescriptor.DESCRIPTORS_OFFSET
            + index * LaneDescriptor.DESCRIPTOR_BYTES);
  }

  /**
   * Goes on to the next descriptor. The slot of this one must not be touched any more: it is given
   * back now if it is a large one, which others wait for, or if {@link #MOST_TAKEN} have come
   * together.
   *
   * @param length as the descriptor had it; anything
   */
  public void advance(int length) {
    read++;
    if (length > SlotDescriptor.SMALL_BYTES || read - given >= MOST_TAKEN) {
      giveBack();
    }
  }

  /** Gives back what was read. To be called before anything that takes long. */
  public void giveBack() {
    if (given != read) {
      given = read;
      SharedMemory.putLongRelease(readPosition, read);
    }
  }
}
