package dev.smtap.ring;

/**
 * Layout of a slot of a cast ring.
 *
 * <pre>
 *     0 +-------------------------------------------------------------------+
 *       | sequence (8): write counter after this frame, 0 = being written   |
 *     8 | node ID (4) | length (4): bytes of the record                     |
 *    16 | generation of the node (8)                                        |
 *    24 | time of writing (8), CLOCK_MONOTONIC nanoseconds                  |
 *    64 +-------------------------------------------------------------------+
 *       | record: SM header, virtio-net header, frame (see SlotDescriptor)  |
 *       +-------------------------------------------------------------------+
 * </pre>
 */
public final class CastSlotDescriptor {
  /** Offset of the sequence number. */
  public static final int SEQUENCE_OFFSET = 0;

  /** Offset of the sender's node ID. */
  public static final int NODE_ID_OFFSET = 8;

  /** Offset of the record's length. */
  public static final int LENGTH_OFFSET = 12;

  /** Offset of the sender's generation. */
  public static final int GENERATION_OFFSET = 16;

  /** Offset of the time of writing. */
  public static final int TIME_OFFSET = 24;

  /** Offset of the record. */
  public static final int RECORD_OFFSET = 64;

  /** Bytes of a slot: whole pages, and room for the longest frame. */
  public static final int BYTES = SlotDescriptor.LARGE_BYTES;

  /** Bytes of the longest record. */
  public static final int LONGEST_RECORD_BYTES = BYTES - RECORD_OFFSET;

  private CastSlotDescriptor() {}

  /**
   * The word at {@link #NODE_ID_OFFSET}: sender and length in one, so that they are written and
   * read together.
   */
  public static long senderAndLength(int nodeId, int length) {
    return ((long) length << 32) | (nodeId & 0xffff_ffffL);
  }

  /** The node ID in such a word. */
  public static int nodeId(long senderAndLength) {
    return (int) senderAndLength;
  }

  /** The record's length in such a word. */
  public static int length(long senderAndLength) {
    return (int) (senderAndLength >>> 32);
  }
}
