package dev.smtap.facility;

/**
 * How large the parts of a node's section are. Immutable.
 *
 * @param lanes peers that each adapter can have
 * @param entries descriptors of a pair ring, a power of two
 * @param largeSlots large slots of each adapter
 * @param smallSlots small slots of each adapter
 */
public record Geometry(int lanes, int entries, int largeSlots, int smallSlots) {
  /**
   * What {@code --slots} is when nobody says otherwise: small slots; there is one large one to
   * eight of them.
   */
  public static final int DEFAULT_SLOTS = 1024;

  /** Least and most slots. */
  public static final int LEAST_SLOTS = 128;

  /** See {@link #LEAST_SLOTS}. */
  public static final int MOST_SLOTS = 1 << 17;

  /** Peers that an adapter can have by default. */
  public static final int DEFAULT_LANES = 64;

  private static final int SMALL_PER_LARGE = 8;
  private static final int LEAST_QUOTA = 8;

  /** The geometry for so many peers and (small) slots. */
  public static Geometry of(int lanes, int slots) {
    int large = slots / SMALL_PER_LARGE;
    int most = quota(large) + quota(slots);
    int entries = Integer.highestOneBit(Math.max(most - 1, 1)) << 1;
    return new Geometry(lanes, entries, large, slots);
  }

  /** How many slots of a pool one receiver may hold at most. */
  public static int quota(int poolSlots) {
    return Math.max(LEAST_QUOTA, poolSlots / 4);
  }

  /** True when these are numbers that a section can have. For what a peer wrote. */
  public boolean isPlausible() {
    return lanes > 0
        && lanes <= 65_534
        && entries > 0
        && entries <= 1 << 20
        && Integer.bitCount(entries) == 1
        && largeSlots > 0
        && largeSlots <= MOST_SLOTS
        && smallSlots > 0
        && smallSlots <= MOST_SLOTS;
  }

  /** Bytes of memory that an area takes at most when connected with so many nodes. */
  public long mostBytes(int peers) {
    return new Geometry(Math.min(peers, lanes), entries, largeSlots, smallSlots).areaBytes();
  }

  /** Bytes of an adapter's area. */
  public long areaBytes() {
    long bytes = AdapterDescriptor.bytes(lanes, entries, largeSlots, smallSlots);
    return (bytes + 4095) & -4096L;
  }
}
