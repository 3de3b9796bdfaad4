package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.OwnSection;
import dev.smtap.ring.SlotPool;
import dev.smtap.ring.SlotTable;

/**
 * The two pools of an adapter and how much of them one receiver may hold: a quarter of a pool at
 * most while all receivers go on, and less the more stalled ones hold, so that those together never
 * hold more than half (down to 8 slots each). Transmitter only.
 */
final class FramePools {
  private static final int LARGE_CHUNK = 8;
  private static final int SMALL_CHUNK = 128;
  private static final int LEAST_QUOTA = 8;

  private final SlotTable table;
  private final SlotPool large;
  private final SlotPool small;
  private int largeLimit;
  private int smallLimit;

  FramePools(OwnSection section, AdapterInfo info) {
    Geometry geometry = info.geometry();
    long area = info.areaPosition();
    this.table = info.slots();
    this.large =
        new SlotPool(
            0,
            geometry.largeSlots(),
            LARGE_CHUNK,
            (first, count) -> section.reserveLargeSlots(info, first, count),
            area + AdapterDescriptor.LARGE_RESERVED_OFFSET);
    this.small =
        new SlotPool(
            geometry.largeSlots(),
            geometry.smallSlots(),
            SMALL_CHUNK,
            (first, count) -> section.reserveSmallSlots(info, first, count),
            area + AdapterDescriptor.SMALL_RESERVED_OFFSET);
    setStalled(0, 0);
  }

  SlotTable table() {
    return table;
  }

  SlotPool pool(boolean isLarge) {
    return isLarge ? large : small;
  }

  /** Puts a slot back into its pool. */
  void giveBack(int slot) {
    pool(table.isLarge(slot)).giveBack(slot);
  }

  /** How many slots of a pool one receiver may hold now. */
  int limit(boolean isLarge) {
    return isLarge ? largeLimit : smallLimit;
  }

  /** Says how many slots receivers hold that do not go on. */
  void setStalled(int heldLarge, int heldSmall) {
    largeLimit = limit(large.capacity(), heldLarge);
    smallLimit = limit(small.capacity(), heldSmall);
  }

  private static int limit(int capacity, int heldByStalled) {
    return Math.max(LEAST_QUOTA, (capacity / 2 - heldByStalled) / 2);
  }
}
