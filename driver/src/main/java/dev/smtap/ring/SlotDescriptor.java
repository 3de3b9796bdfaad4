package dev.smtap.ring;

import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.SmHeader;
import dev.smtap.wire.VirtioNetHeader;

/**
 * Layout of a slot, and of the record in a cast slot (DESIGN.md, decision 3): what the receiver
 * writes into its TAP starts at the virtio-net header, so one plain read fills a slot and one plain
 * write empties it.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------------------------------------------------------+
 *  0|                           SM header                           |
 *   |                         (14 + 2 bytes)                        |
 *   +---------------------------------------------------------------+
 * 16|                       virtio-net header                       |
 *   |                           (12 bytes)                          |
 *   +---------------------------------------------------------------+
 * 28|                             frame                             |
 *   |                              ...                              |
 *   +---------------------------------------------------------------+
 * </pre>
 */
public final class SlotDescriptor {
  /** Offset of the SM header. */
  public static final int SM_HEADER_OFFSET = 0;

  /** Offset of the virtio-net header: what is read from and written to a TAP starts here. */
  public static final int VIRTIO_OFFSET = SM_HEADER_OFFSET + SmHeader.PADDED_BYTES;

  /** Offset of the frame. */
  public static final int FRAME_OFFSET = VIRTIO_OFFSET + VirtioNetHeader.BYTES;

  /** Bytes of the shortest record with a frame in it. */
  public static final int SHORTEST_FRAME_RECORD_BYTES =
      FRAME_OFFSET + FrameLimits.ETHERNET_HEADER_BYTES;

  /** Bytes of a large slot: the longest frame with everything in front, in whole pages. */
  public static final int LARGE_BYTES = 68 * 1024;

  /** Bytes of a small slot. */
  public static final int SMALL_BYTES = 2 * 1024;

  private SlotDescriptor() {}
}
