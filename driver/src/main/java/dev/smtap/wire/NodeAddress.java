package dev.smtap.wire;

/**
 * The MAC address of a node on a network: {@code 02:53:4d:NN:ID:ID}, NN the network's index, ID the
 * node ID (patent: the last two bytes of a non-cast address are the node ID, so that choosing a
 * ring needs no table). 02 makes it a locally administered, individual address (IEEE 802-2014,
 * section 8.4). Any thread.
 */
public final class NodeAddress {
  /** Lowest and highest node ID; 0 means none and 65,535 is kept free. */
  public static final int LOWEST_ID = 1;

  /** See {@link #LOWEST_ID}. */
  public static final int HIGHEST_ID = 65_534;

  private static final long PREFIX = 0x02_53_4dL;

  private NodeAddress() {}

  /**
   * The address of node {@code nodeId} on the network with index {@code networkIndex} (0 to 255).
   */
  public static long of(int networkIndex, int nodeId) {
    return networkPrefix(networkIndex) << 16 | nodeId;
  }

  /** The upper 32 bits that all node addresses of one network share. */
  public static long networkPrefix(int networkIndex) {
    return PREFIX << 8 | networkIndex;
  }

  /** True when {@code address} is that of some node on the network with this prefix. */
  public static boolean isOnNetwork(long address, long networkPrefix) {
    return address >>> 16 == networkPrefix;
  }

  /** The node ID in the last two bytes of a non-cast address. */
  public static int nodeId(long address) {
    return (int) (address & 0xffff);
  }

  /** True for an ID that a node may have. */
  public static boolean isNodeId(int id) {
    return id >= LOWEST_ID && id <= HIGHEST_ID;
  }
}
