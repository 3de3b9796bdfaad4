package dev.smtap.ring;

/**
 * Layout of a node's capture area, at the end of its section: a copy of the frames that its threads
 * carry, for tools that look at them. It has memory only while a capture is on. Each thread writes
 * a ring of its own: ring 2n is that of the transmitter of adapter n, ring 2n + 1 that of its
 * receiver. Little-endian; the owner writes, readers map it read-only.
 *
 * <pre>
 *     0 +--------------------------------------------------------+
 *       | rings (4)        | zero (4)                            |
 *     8 | bytes of each ring (8), a power of two                 |
 *   128 +--------------------------------------------------------+
 *       | heads of the rings: 32 entries of 128 bytes            |
 *  8192 +--------------------------------------------------------+
 *       | records: those of ring 0, of ring 1, ...               |
 *       +--------------------------------------------------------+
 * </pre>
 *
 * A ring is cut into eight blocks, which no record crosses: what is left at the end of a block is
 * filled by a record of padding. So every start of a block is the start of a record.
 */
public final class CaptureDescriptor {
  /** Offset of the number of rings. */
  public static final int RINGS_OFFSET = 0;

  /** Offset of the length of each ring. */
  public static final int RING_BYTES_OFFSET = 8;

  /** Offset of the heads. */
  public static final int HEADS_OFFSET = 128;

  /** Most rings: two for each adapter. */
  public static final int MOST_RINGS = 32;

  /** Offset of the records. */
  public static final int RECORDS_OFFSET = 8192;

  /** Blocks of a ring. */
  public static final int BLOCKS = 8;

  /** The shortest ring: a block holds the longest record. */
  public static final long LEAST_RING_BYTES = 1L << 20;

  /** The longest ring; the place is there from the start, without memory. */
  public static final long MOST_RING_BYTES = 1L << 26;

  private CaptureDescriptor() {}

  /** Number of the ring of an adapter's thread. */
  public static int ring(int adapter, boolean isReceiver) {
    return 2 * adapter + (isReceiver ? 1 : 0);
  }

  /** Offset of a ring's head in the area. */
  public static long headOffset(int ring) {
    return HEADS_OFFSET + (long) ring * CaptureHeadDescriptor.BYTES;
  }

  /** Offset of a ring's records in the area, and of what is behind the last ring. */
  public static long recordsOffset(int ring, long ringBytes) {
    return RECORDS_OFFSET + ring * ringBytes;
  }

  /** True for a length that a ring may have. */
  public static boolean isRingBytes(long bytes) {
    return bytes >= LEAST_RING_BYTES && bytes <= MOST_RING_BYTES && Long.bitCount(bytes) == 1;
  }
}
