package dev.smtap.facility;

/**
 * Layout of the common section: a page with the table of networks, then one cast area per network
 * (see {@link dev.smtap.ring.CastDescriptor}). Little-endian. All nodes of the partition write:
 * nothing here is believed unchecked.
 *
 * <pre>
 *     0 +----------------------------------------------------+
 *       | magic (8)                                          |
 *     8 | format version (4), published last | features (4)  |
 *    16 | section bytes (8)                                  |
 *    24 | networks (4)        | cast rings per network (4)   |
 *    32 | slots per ring (4)  | nodes (4), at most           |
 *    40 | start of counters (8)                              |
 *  1024 +----------------------------------------------------+
 *       | table of networks: entries of 64 bytes             |
 *       |   state (4) | kind (4) | zero (8)                  |
 *       |   name (32), zero-padded | zero (16)               |
 *  4096 +----------------------------------------------------+
 *       | cast areas                                         |
 *       +----------------------------------------------------+
 * </pre>
 */
public final class CommonSectionDescriptor {
  /** "SMTAPCOM", read as little-endian. */
  public static final long MAGIC = 0x4d4f_4350_4154_4d53L;

  /** The format that this driver speaks. */
  public static final int VERSION = NodeSectionDescriptor.VERSION;

  /** Offset of the magic. */
  public static final int MAGIC_OFFSET = 0;

  /** Offset of the format version. */
  public static final int VERSION_OFFSET = 8;

  /** Offset of the feature bits. */
  public static final int FEATURES_OFFSET = 12;

  /** Offset of the section's length. */
  public static final int BYTES_OFFSET = 16;

  /** Offset of the number of networks that there can be. */
  public static final int NETWORKS_OFFSET = 24;

  /** Offset of the number of cast rings of each network, the broadcast ring included. */
  public static final int RINGS_OFFSET = 28;

  /** Offset of the number of slots of each cast ring. */
  public static final int SLOTS_OFFSET = 32;

  /** Offset of the number of nodes that the partition is meant for. */
  public static final int NODES_OFFSET = 36;

  /** Offset of the value that cast counters start from. */
  public static final int START_OFFSET = 40;

  /** Offset of the table of networks. */
  public static final int TABLE_OFFSET = 1024;

  /** Bytes of an entry of the table. */
  public static final int ENTRY_BYTES = 64;

  /** Offsets in an entry. */
  public static final int ENTRY_STATE_OFFSET = 0;

  /** See {@link #ENTRY_STATE_OFFSET}. */
  public static final int ENTRY_KIND_OFFSET = 4;

  /** See {@link #ENTRY_STATE_OFFSET}. */
  public static final int ENTRY_NAME_OFFSET = 16;

  /** Networks of a partition. */
  public static final int MOST_NETWORKS = 16;

  /** Most cast rings of a network. */
  public static final int MOST_RINGS = 256;

  /** Most slots of a cast ring. */
  public static final int MOST_SLOTS = 4096;

  /** Bytes of the header, and offset of the first area. */
  public static final int BYTES = 4096;

  private CommonSectionDescriptor() {}

  /** Offset of a network's entry. */
  public static int entryOffset(int network) {
    return TABLE_OFFSET + network * ENTRY_BYTES;
  }
}
