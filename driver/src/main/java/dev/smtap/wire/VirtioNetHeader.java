package dev.smtap.wire;

/**
 * The virtio-net header in front of each frame (virtio 1.2, section 5.1.6; linux/virtio_net.h,
 * struct virtio_net_hdr_v1). Little-endian by TUNSETVNETLE.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 *  0|     flags     |   gso type    |         header bytes          |
 *   +---------------+---------------+-------------------------------+
 *  4|         segment bytes         |       checksum start          |
 *   +-------------------------------+-------------------------------+
 *  8|        checksum offset        |           buffers             |
 *   +-------------------------------+-------------------------------+
 * </pre>
 */
public final class VirtioNetHeader {
  /** Bytes of the header. */
  public static final int BYTES = 12;

  /** Offsets of the fields. */
  public static final int FLAGS_OFFSET = 0;

  /** See {@link #FLAGS_OFFSET}. */
  public static final int GSO_TYPE_OFFSET = 1;

  /** See {@link #FLAGS_OFFSET}. */
  public static final int HEADER_BYTES_OFFSET = 2;

  /** See {@link #FLAGS_OFFSET}. */
  public static final int SEGMENT_BYTES_OFFSET = 4;

  /** See {@link #FLAGS_OFFSET}. */
  public static final int CHECKSUM_START_OFFSET = 6;

  /** See {@link #FLAGS_OFFSET}. */
  public static final int CHECKSUM_OFFSET_OFFSET = 8;

  /** See {@link #FLAGS_OFFSET}. */
  public static final int BUFFERS_OFFSET = 10;

  /** Flag: the checksum at start + offset is still partial. */
  public static final int NEEDS_CHECKSUM = 1;

  /** Values of the gso type. */
  public static final int GSO_NONE = 0;

  /** See {@link #GSO_NONE}. */
  public static final int GSO_TCPV4 = 1;

  /** See {@link #GSO_NONE}. */
  public static final int GSO_TCPV6 = 4;

  /** See {@link #GSO_NONE}. */
  public static final int GSO_UDP_L4 = 5;

  /** Bit beside the gso type: the segments carry congestion marks. */
  public static final int GSO_ECN = 0x80;

  private static final int UDP_HEADER_BYTES = 8;
  private static final int MOST_TCP_HEADER_BYTES = 60;

  private VirtioNetHeader() {}

  /** The gso type in the header's first eight bytes, read as a little-endian word. */
  public static int gsoType(long word) {
    return (int) (word >>> 8) & 0xff & ~GSO_ECN;
  }

  /** The segment bytes (gso_size) in the first eight bytes. */
  public static int segmentBytes(long word) {
    return (int) (word >>> 32) & 0xffff;
  }

  /** Where the checksummed part, that is the TCP or UDP header, starts in the frame. */
  public static int checksumStart(long word) {
    return (int) (word >>> 48) & 0xffff;
  }

  /**
   * The length of the longest frame that the kernel makes of this one: the frame's own length
   * without GSO, headers and one segment with it.
   *
   * @param word the header's first eight bytes
   * @param frameBytes length of the frame behind the virtio-net header
   * @param tcpHeaderBytes length of the TCP header as the frame says; values that no TCP header has
   *     are corrected
   */
  public static int wireBytes(long word, int frameBytes, int tcpHeaderBytes) {
    int type = gsoType(word);
    if (type == GSO_NONE) {
      return frameBytes;
    }
    int transport =
        type == GSO_UDP_L4
            ? UDP_HEADER_BYTES
            : Math.clamp(tcpHeaderBytes, 20, MOST_TCP_HEADER_BYTES);
    return Math.min(frameBytes, checksumStart(word) + transport + segmentBytes(word));
  }
}
