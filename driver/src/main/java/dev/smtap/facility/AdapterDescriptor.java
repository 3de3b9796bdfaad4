package dev.smtap.facility;

import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.SlotDescriptor;

/**
 * Layout of an adapter's area in its node's section: a page of its own words, the lanes, the large
 * slots, the small slots.
 *
 * <pre>
 *     0 +------------------------------------------------------+
 *       | bell (4)               | lanes reserved (4)          |  control thread
 *   128 +------------------------------------------------------+
 *       | sleep word (4)                                       |  receiver
 *   256 +------------------------------------------------------+
 *       | large slots reserved (4) | small slots reserved (4)  |  transmitter
 *   384 +------------------------------------------------------+
 *       | 16 counters (8 each) of the adapter, sending         |  transmitter
 *   512 +------------------------------------------------------+
 *       | 16 counters (8 each) of the adapter, receiving       |  receiver
 *   640 +------------------------------------------------------+
 *       | 16 counters (8 each): lanes of former peers, sent    |  control thread
 *   768 | 16 counters (8 each): the same, received             |  control thread
 *  4096 +------------------------------------------------------+
 *       | lanes                                                |
 *       +------------------------------------------------------+
 *       | large slots                                          |
 *       +------------------------------------------------------+
 *       | small slots                                          |
 *       +------------------------------------------------------+
 * </pre>
 */
public final class AdapterDescriptor {
  /** Offset of the bell, by which the control thread wakes the receiver. */
  public static final int BELL_OFFSET = 0;

  /** Offset of the number of lanes, from lane 0 on, that have memory behind them. */
  public static final int LANES_RESERVED_OFFSET = 4;

  /** Offset of the sleep word. */
  public static final int SLEEP_OFFSET = 128;

  /** Offset of the number of reserved large slots. */
  public static final int LARGE_RESERVED_OFFSET = 256;

  /** Offset of the number of reserved small slots. */
  public static final int SMALL_RESERVED_OFFSET = 260;

  /** Offset of the sending side's counters. */
  public static final int SENT_OFFSET = 384;

  /** Offset of the receiving side's counters. */
  public static final int RECEIVED_OFFSET = 512;

  /** Offset of what lanes of former peers had sent. */
  public static final int FORMER_SENT_OFFSET = 640;

  /** Offset of what lanes of former peers had received. */
  public static final int FORMER_RECEIVED_OFFSET = 768;

  /** Offset of the first lane. */
  public static final int LANES_OFFSET = 4096;

  private AdapterDescriptor() {}

  /** Offset of a lane in the area. */
  public static long laneOffset(int lane, int entries) {
    return LANES_OFFSET + lane * LaneDescriptor.bytes(entries);
  }

  /** Offset of the large slots. */
  public static long largeOffset(int lanes, int entries) {
    return laneOffset(lanes, entries);
  }

  /** Offset of the small slots. */
  public static long smallOffset(int lanes, int entries, int largeSlots) {
    return largeOffset(lanes, entries) + (long) largeSlots * SlotDescriptor.LARGE_BYTES;
  }

  /** Bytes of an area. */
  public static long bytes(int lanes, int entries, int largeSlots, int smallSlots) {
    return smallOffset(lanes, entries, largeSlots) + (long) smallSlots * SlotDescriptor.SMALL_BYTES;
  }
}
