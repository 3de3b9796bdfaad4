package dev.smtap.facility;

/**
 * Layout of a node's section: one page of header, then one area per adapter (see {@link
 * AdapterDescriptor}). Little-endian. The owner writes, all others read.
 *
 * <pre>
 *     0 +--------------------------------------------------------+
 *       | magic (8)                                              |
 *     8 | format version (4), published last | features (4)      |
 *    16 | section bytes (8)                                      |
 *    24 | node ID (4)      | lanes per adapter (4)               |
 *    32 | generation (8)                                         |
 *    40 | start of counters (8)                                  |
 *    48 | process ID (4)   | descriptors per pair ring (4)       |
 *    56 | started at (8), milliseconds since 1970                |
 *    64 | adapters (4)     | zero (4)                            |
 *    72 | capture area offset (8), 0 = none                      |
 *    80 | capture area bytes (8), at most                        |
 *   128 +--------------------------------------------------------+
 *       | heartbeat (8), CLOCK_MONOTONIC nanoseconds             |
 *   136 | state (4)        | zero (4)                            |
 *   144 | capture area reserved (8), 0 = nobody captures         |
 *  1024 +--------------------------------------------------------+
 *       | adapter table: 16 entries of 192 bytes                 |
 *  4096 +--------------------------------------------------------+
 *       | areas of the adapters                                  |
 *       +--------------------------------------------------------+
 * </pre>
 *
 * The section ends there, and its bytes do not count what the file has behind it: the place of the
 * capture area (see ring.CaptureDescriptor), which nobody maps but who captures.
 */
public final class NodeSectionDescriptor {
  /** "SMTAPNOD", read as little-endian. */
  public static final long MAGIC = 0x444f_4e50_4154_4d53L;

  /** The format that this driver speaks. */
  public static final int VERSION = 2;

  /** Offset of the magic. */
  public static final int MAGIC_OFFSET = 0;

  /** Offset of the format version; 0 until everything else is written. */
  public static final int VERSION_OFFSET = 8;

  /** Offset of the feature bits that a reader must know. */
  public static final int FEATURES_OFFSET = 12;

  /** Offset of the section's length. */
  public static final int BYTES_OFFSET = 16;

  /** Offset of the node ID. */
  public static final int NODE_ID_OFFSET = 24;

  /** Offset of the number of lanes that each adapter has. */
  public static final int LANES_OFFSET = 28;

  /** Offset of the generation. */
  public static final int GENERATION_OFFSET = 32;

  /** Generations have 48 bits: they stand beside a node ID in the lock of the cast rings. */
  public static final long HIGHEST_GENERATION = (1L << 48) - 1;

  /** Offset of the value that ring counters start from. */
  public static final int START_OFFSET = 40;

  /** Offset of the process ID; information only, it means nothing in another PID namespace. */
  public static final int PROCESS_ID_OFFSET = 48;

  /** Offset of the number of descriptors of a pair ring. */
  public static final int ENTRIES_OFFSET = 52;

  /** Offset of the wall-clock time of the start. */
  public static final int STARTED_OFFSET = 56;

  /** Offset of the number of adapters. */
  public static final int ADAPTERS_OFFSET = 64;

  /** Offset of where the capture area stands in the file. */
  public static final int CAPTURE_OFFSET_OFFSET = 72;

  /** Offset of the length that the capture area can have. */
  public static final int CAPTURE_BYTES_OFFSET = 80;

  /** Offset of the heartbeat: the time up to which the node says that it goes on. */
  public static final int HEARTBEAT_OFFSET = 128;

  /** Offset of the state. */
  public static final int STATE_OFFSET = 136;

  /** Offset of how much of the capture area has memory, published last and taken away first. */
  public static final int CAPTURE_RESERVED_OFFSET = 144;

  /** Offset of the adapter table. */
  public static final int TABLE_OFFSET = 1024;

  /** Entries of the adapter table. */
  public static final int MOST_ADAPTERS = 16;

  /** Bytes of the header, and offset of the first area. */
  public static final int BYTES = 4096;

  /** States. */
  public static final int STATE_RUNNING = 1;

  /** See {@link #STATE_RUNNING}. */
  public static final int STATE_STOPPED = 2;

  /**
   * See {@link #STATE_RUNNING}: stopped, but soon started again; its interfaces and the sockets of
   * its namespace live on.
   */
  public static final int STATE_HANDED_OVER = 3;

  private NodeSectionDescriptor() {}

  /** Offset of an entry of the adapter table. */
  public static int entryOffset(int adapter) {
    return TABLE_OFFSET + adapter * AdapterEntryDescriptor.BYTES;
  }
}
