package dev.smtap.facility;

/**
 * Layout of an entry of the adapter table: what a node says about one of its adapters.
 *
 * <pre>
 *     0 +--------------------------------------------------+
 *       | state (4)           | kind of network (4)        |
 *     8 | network index (4)   | MTU (4)                    |
 *    16 | offloads that it receives (4) | ifindex (4)      |
 *    24 | MAC address (8)                                  |
 *    32 | offset of the area (8)                           |
 *    40 | bytes of the area (8)                            |
 *    48 | large slots (4)     | small slots (4)            |
 *    56 | link flags (4)      | flows of the connection table (4), 0 = none |
 *    64 | network name (32), zero-padded                   |
 *    96 | interface name (16), zero-padded                 |
 *   112 | network namespace (64), zero-padded              |
 *   176 | kernel's tx_dropped (8), as last seen            |
 *   184 | spin (4), microseconds | offloads asked for (4)  |
 *   192 +--------------------------------------------------+
 * </pre>
 */
public final class AdapterEntryDescriptor {
  /** Offset of the state. */
  public static final int STATE_OFFSET = 0;

  /** Offset of the kind of network. */
  public static final int KIND_OFFSET = 4;

  /** Offset of the network's index in the common section. */
  public static final int NETWORK_OFFSET = 8;

  /** Offset of the MTU. */
  public static final int MTU_OFFSET = 12;

  /** Offset of the offloads that this adapter receives. */
  public static final int OFFLOADS_OFFSET = 16;

  /** Offset of the interface index. */
  public static final int IFINDEX_OFFSET = 20;

  /** Offset of the MAC address. */
  public static final int MAC_OFFSET = 24;

  /** Offset of where the area starts. */
  public static final int AREA_OFFSET_OFFSET = 32;

  /** Offset of the area's length. */
  public static final int AREA_BYTES_OFFSET = 40;

  /** Offset of the number of large slots. */
  public static final int LARGE_SLOTS_OFFSET = 48;

  /** Offset of the number of small slots. */
  public static final int SMALL_SLOTS_OFFSET = 52;

  /** Offset of the link's flags (IFF_UP and so on). */
  public static final int LINK_FLAGS_OFFSET = 56;

  /** Offset of the number of flows of the connection table. */
  public static final int FLOWS_OFFSET = 60;

  /** Offset of the network's name. */
  public static final int NETWORK_NAME_OFFSET = 64;

  /** Bytes of a network's name. */
  public static final int NETWORK_NAME_BYTES = 32;

  /** Offset of the interface's name. */
  public static final int INTERFACE_NAME_OFFSET = 96;

  /** Bytes of an interface's name (IFNAMSIZ). */
  public static final int INTERFACE_NAME_BYTES = 16;

  /** Offset of the namespace's name. */
  public static final int NAMESPACE_OFFSET = 112;

  /** Bytes of the namespace's name. */
  public static final int NAMESPACE_BYTES = 64;

  /**
   * Offset of the kernel's own count of frames that it dropped before the driver could read them.
   */
  public static final int KERNEL_DROPS_OFFSET = 176;

  /**
   * Offset of how long the receiver spins before it sleeps; {@link #BUSY_POLL}: it never sleeps.
   */
  public static final int SPIN_MICROS_OFFSET = 184;

  /** Offset of the offloads that were asked for; those that it has may be fewer. */
  public static final int OFFLOADS_WANTED_OFFSET = 188;

  /** What stands for the spin of a receiver that never sleeps. */
  public static final int BUSY_POLL = -1;

  /** Bytes of an entry. */
  public static final int BYTES = 192;

  /** States. */
  public static final int STATE_NONE = 0;

  /** See {@link #STATE_NONE}. */
  public static final int STATE_PRESENT = 1;

  /** See {@link #STATE_NONE}: the interface was deleted under the driver. */
  public static final int STATE_GONE = 2;

  private AdapterEntryDescriptor() {}
}
