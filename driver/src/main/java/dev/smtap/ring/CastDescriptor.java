package dev.smtap.ring;

/**
 * Layout of one network's cast area in the common section: the lock, the bell, the broadcast ring
 * and the multicast rings. All nodes write here, so a reader believes nothing.
 *
 * <pre>
 *     0 +--------------------------------------------------------+
 *       | lock (8): generation (48 bits), node ID (16), 0 = free |
 *   128 +--------------------------------------------------------+
 *       | bell (4): goes up with each cast frame                 |
 *  1024 +--------------------------------------------------------+
 *       | ring 0, the broadcast ring: write counter (8),         |
 *       |   label (8), zero up to 128                            |
 *  1152 | ring 1, a multicast ring: the same                     |
 *       | ...                                                    |
 *       +--------------------------------------------------------+ page
 *       | slots of ring 0, slots of ring 1, ...                  |
 *       +--------------------------------------------------------+
 * </pre>
 *
 * The label is the group address of a multicast ring, 0 while it is free, ff:ff:ff:ff:ff:ff for the
 * broadcast ring.
 */
public final class CastDescriptor {
  /** Offset of the lock. */
  public static final int LOCK_OFFSET = 0;

  /** Offset of the bell. */
  public static final int BELL_OFFSET = 128;

  /** Offset of the first ring's head. */
  public static final int RINGS_OFFSET = 1024;

  /** Bytes of a ring's head. */
  public static final int RING_HEAD_BYTES = 128;

  /** Offset of the write counter in a ring's head. */
  public static final int WRITE_OFFSET = 0;

  /** Offset of the label in a ring's head. */
  public static final int LABEL_OFFSET = 8;

  private static final int PAGE_BYTES = 4096;

  private CastDescriptor() {}

  /** Offset of a ring's head in the area. */
  public static long headOffset(int ring) {
    return RINGS_OFFSET + (long) ring * RING_HEAD_BYTES;
  }

  /** Offset of a ring's first slot in the area. */
  public static long slotsOffset(int ring, int rings, int slots) {
    long heads = (headOffset(rings) + PAGE_BYTES - 1) & -PAGE_BYTES;
    return heads + (long) ring * slots * CastSlotDescriptor.BYTES;
  }

  /** Bytes of a whole area. */
  public static long bytes(int rings, int slots) {
    return slotsOffset(rings, rings, slots);
  }
}
