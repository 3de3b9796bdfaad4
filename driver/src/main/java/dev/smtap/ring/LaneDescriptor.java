package dev.smtap.ring;

/**
 * Layout of a lane: what a node keeps about one peer on one network, in its own section. Only the
 * owner writes it. Each word that one thread writes and another reads stands on a line pair of its
 * own (128 bytes, because neighbours are prefetched together).
 *
 * <pre>
 *     0 +----------------------------------------------------+
 *       | peer ID (4) | zero (4)                             |  control thread
 *     8 | peer generation (8), 0 = free, published last      |
 *    16 | start of both counters (8)                         |
 *   128 +----------------------------------------------------+
 *       | write counter (8) of the ring to the peer          |  transmitter
 *   256 +----------------------------------------------------+
 *       | read counter (8) of the peer's ring to this node   |  receiver
 *   384 +----------------------------------------------------+
 *       | 16 counters (8 each) of what was sent              |  transmitter
 *   512 +----------------------------------------------------+
 *       | 16 counters (8 each) of what was received          |  receiver
 *  1024 +----------------------------------------------------+
 *       | descriptors (8 each): length (4), slot (4)         |  transmitter
 *       +----------------------------------------------------+
 * </pre>
 *
 * A lane holds for one pair of generations, the owner's and the peer's; counters start at the
 * owner's start value (0, or what a test wants) and never wrap in practice (64 bits).
 */
public final class LaneDescriptor {
  /** Offset of the peer's node ID. */
  public static final int PEER_ID_OFFSET = 0;

  /** Offset of the peer's generation. */
  public static final int PEER_GENERATION_OFFSET = 8;

  /** Offset of the value that both counters start from. */
  public static final int START_OFFSET = 16;

  /** Offset of the write counter. */
  public static final int WRITE_OFFSET = 128;

  /** Offset of the read counter. */
  public static final int READ_OFFSET = 256;

  /** Offset of the sender's counters. */
  public static final int SENT_OFFSET = 384;

  /** Offset of the receiver's counters. */
  public static final int RECEIVED_OFFSET = 512;

  /** Offset of the descriptors. */
  public static final int DESCRIPTORS_OFFSET = 1024;

  /** Bytes of one descriptor: length in the low half, slot in the high half. */
  public static final int DESCRIPTOR_BYTES = 8;

  private static final int PAGE_BYTES = 4096;

  private LaneDescriptor() {}

  /** Bytes of a lane with {@code entries} descriptors, in whole pages. */
  public static long bytes(int entries) {
    long bytes = DESCRIPTORS_OFFSET + (long) entries * DESCRIPTOR_BYTES;
    return (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
  }

  /** A descriptor word. */
  public static long descriptor(int slot, int length) {
    return ((long) slot << 32) | (length & 0xffff_ffffL);
  }

  /** The slot in a descriptor word; may be anything when a peer wrote it. */
  public static int slot(long descriptor) {
    return (int) (descriptor >>> 32);
  }

  /**
   * The length in a descriptor word: bytes from the SM header on; may be anything when a peer wrote
   * it.
   */
  public static int length(long descriptor) {
    return (int) descriptor;
  }
}
