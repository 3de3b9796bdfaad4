package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.OwnSection;
import dev.smtap.ring.SlotPool;
import dev.smtap.ring.SlotTable;

/**
 * The two pools of an adapter and how much of them one receiver may hold: up to a quarter of a pool
 * while less than half of it is in use, and beyond that only if it has read something since its
 * last few frames. So receivers that have stopped, however many and however suddenly, leave half of
 * a pool to those that go on, but for those few frames: a quarter of the pool for all together, or
 * one each where there are more receivers than that. Transmitter only.
 */
final class FramePools {
  private static final int LARGE_CHUNK = 8;
  private static final int SMALL_CHUNK = 128;

  /** Sends without a read in between, while half of the pool or more is in use. */
  private static final int MOST_UNREAD_SENDS = 8;

  private final SlotTable table;
  private final SlotPool large;
  private final SlotPool small;
  private final int largeQuota;
  private final int smallQuota;
  private int aside;

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
    this.largeQuota = Geometry.quota(geometry.largeSlots());
    this.smallQuota = Geometry.quota(geometry.smallSlots());
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

  /** So many large slots more, or fewer, are the transmitter's, beside its current one. */
  void addAside(int slots) {
    aside += slots;
  }

  /** Whether a receiver holds as much of a pool as any may. */
  boolean isAtQuota(boolean isLarge, SendSide receiver) {
    return receiver.held(isLarge) >= (isLarge ? largeQuota : smallQuota);
  }

  /** Whether receivers hold less than half of a pool, as far as was looked. */
  boolean isHalfFree(boolean isLarge) {
    SlotPool pool = pool(isLarge);
    int ofTransmitter = isLarge ? 1 + aside : 0;
    return pool.inUse() - ofTransmitter < pool.attainable() / 2;
  }

  /**
   * Whether a receiver has read something since its last few frames.
   *
   * @param receivers how many there are
   */
  boolean goesOn(boolean isLarge, SendSide receiver, int receivers) {
    int share = pool(isLarge).attainable() / 4 / Math.max(receivers, 1);
    return receiver.unreadSends() < Math.clamp(share, 1, MOST_UNREAD_SENDS);
  }
}
