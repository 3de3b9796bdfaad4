package dev.smtap.ring;

/**
 * Layout of a record of a capture ring: one frame or command, and what became of it.
 *
 * <pre>
 *     0 +--------------------------------------------------------------------+
 *       | record bytes (4), a multiple of 64 | kind (4)                      |
 *     8 | number (8) in its capture ring, from 1 on                          |
 *    16 | time (8), CLOCK_REALTIME nanoseconds                               |
 *    24 | ring sequence (8): write counter after the frame, 0 = in no ring   |
 *    32 | ring (4)            | peer (4): node ID, 0 = none                  |
 *    40 | direction (4)       | drop reason (4), 0 = none (facility)         |
 *    48 | length (4): bytes of the whole slot record | captured bytes (4)    |
 *    64 +--------------------------------------------------------------------+
 *       | slot record: the captured bytes of it (see SlotDescriptor)         |
 *       +--------------------------------------------------------------------+
 * </pre>
 *
 * The slot record of a command is its SM header with code, argument and flows behind it.
 */
public final class CaptureRecordDescriptor {
  /** Offset of the length of this record with what fills it up. */
  public static final int RECORD_BYTES_OFFSET = 0;

  /** Offset of the kind. */
  public static final int KIND_OFFSET = 4;

  /** Offset of the record's number. */
  public static final int NUMBER_OFFSET = 8;

  /** Offset of the time. */
  public static final int TIME_OFFSET = 16;

  /** Offset of the frame's place in its pair ring or cast ring. */
  public static final int RING_SEQUENCE_OFFSET = 24;

  /** Offset of the kind of ring. */
  public static final int RING_OFFSET = 32;

  /** Offset of the node at the other end. */
  public static final int PEER_OFFSET = 36;

  /** Offset of the direction. */
  public static final int DIRECTION_OFFSET = 40;

  /** Offset of why the frame was dropped. */
  public static final int DROP_REASON_OFFSET = 44;

  /** Offset of the slot record's length. */
  public static final int LENGTH_OFFSET = 48;

  /** Offset of how much of it is here. */
  public static final int CAPTURED_OFFSET = 52;

  /** Offset of the slot record, and bytes of the head in front of it. */
  public static final int SLOT_RECORD_OFFSET = 64;

  /** Records are multiples of this, and start at them. */
  public static final int ALIGNMENT = 64;

  /** Kind: a frame. */
  public static final int KIND_FRAME = 1;

  /** Kind: a command. */
  public static final int KIND_COMMAND = 2;

  /** Kind: nothing, up to the end of the block. */
  public static final int KIND_PADDING = 3;

  /** Ring: none, the frame went no further than between the TAP and this node. */
  public static final int RING_TAP = 1;

  /** Ring: the pair ring to the peer, or from it. */
  public static final int RING_PAIR = 2;

  /** Ring: the broadcast ring. */
  public static final int RING_BROADCAST = 3;

  /** Ring: a multicast ring; its group is the destination of the SM header. */
  public static final int RING_MULTICAST = 4;

  /** Direction: towards the TAP. */
  public static final int INBOUND = 1;

  /** Direction: from the TAP. */
  public static final int OUTBOUND = 2;

  /** The longest slot record. */
  public static final int LONGEST_SLOT_RECORD_BYTES = SlotDescriptor.LARGE_BYTES;

  private CaptureRecordDescriptor() {}

  /** Bytes of a record with so much of a slot record in it. */
  public static int recordBytes(int captured) {
    return (SLOT_RECORD_OFFSET + captured + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Two 32-bit fields side by side, as the word that is read in one go. */
  public static long pair(int lower, int upper) {
    return ((long) upper << 32) | (lower & 0xffff_ffffL);
  }

  /** The first of two fields in a word. */
  public static int lower(long word) {
    return (int) word;
  }

  /** The second of two fields in a word. */
  public static int upper(long word) {
    return (int) (word >>> 32);
  }
}
