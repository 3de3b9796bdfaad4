package dev.smtap.wire;

/**
 * The shared-memory MAC header, the outer envelope in front of each frame (patent: "shared memory
 * MAC header", 6 + 6 + 2 bytes, network byte order). It is handled as two 64-bit words, read
 * big-endian, so that a reader copies it once:
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------------------------------------------------------+
 *  0|                 destination, bytes 0 to 3                     | first
 *   +-------------------------------+-------------------------------+
 *  4|  destination, bytes 4 and 5   |     source, bytes 0 and 1     |
 *   +-------------------------------+-------------------------------+
 *  8|                   source, bytes 2 to 5                        | second
 *   +-------------------------------+-------------------------------+
 * 12|          packet type          |             zero              |
 *   +-------------------------------+-------------------------------+
 * </pre>
 *
 * The packet type is the inner frame's bytes 12 and 13, unchanged. The command bit is the I/G bit
 * of the source: a source is never a group address, so the bit is free (IEEE 802.3, section 3.2.4).
 * Stateless; any thread.
 */
public final class SmHeader {
  /** Bytes of the header itself. */
  public static final int BYTES = 14;

  /** Bytes with the two zero bytes that align what follows. */
  public static final int PADDED_BYTES = 16;

  /** Offsets of the three fields. */
  public static final int DESTINATION_OFFSET = 0;

  /** See {@link #DESTINATION_OFFSET}. */
  public static final int SOURCE_OFFSET = 6;

  /** See {@link #DESTINATION_OFFSET}. */
  public static final int TYPE_OFFSET = 12;

  private static final long COMMAND_BIT = 1L << 40;

  private SmHeader() {}

  /** The first word of a header. */
  public static long first(long destination, long source) {
    return destination << 16 | source >>> 32;
  }

  /** The second word of a header. */
  public static long second(long source, int packetType) {
    return source << 32 | (packetType & 0xffffL) << 16;
  }

  /** The destination in a first word. */
  public static long destination(long first) {
    return first >>> 16;
  }

  /** The source, with the command bit if it is set. */
  public static long source(long first, long second) {
    return (first & 0xffff) << 32 | second >>> 32;
  }

  /** The packet type in a second word. */
  public static int packetType(long second) {
    return (int) (second >>> 16) & 0xffff;
  }

  /** {@code source} with the command bit set: driver to driver, never shown to a kernel. */
  public static long asCommand(long source) {
    return source | COMMAND_BIT;
  }

  /** True when the source carries the command bit. */
  public static boolean isCommand(long source) {
    return (source & COMMAND_BIT) != 0;
  }

  /** {@code source} without the command bit. */
  public static long withoutCommand(long source) {
    return source & ~COMMAND_BIT;
  }
}
