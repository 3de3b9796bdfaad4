package dev.smtap.facility;

import dev.smtap.ring.SlotTable;

/**
 * One adapter in a section, checked: where its words, lanes and slots are in this process.
 * Immutable; any thread. What can change while the node runs (MTU, state, offloads) is asked of
 * {@link NodeView}.
 *
 * @param index number in the section's adapter table
 * @param kind kind of its network
 * @param network the network's index
 * @param networkName the network's name
 * @param areaPosition position of its area
 * @param areaOffset offset of its area in the section
 * @param geometry how large its parts are
 * @param flows flows of its connection table, 0 on a local network
 */
public record AdapterInfo(
    int index,
    NetworkKind kind,
    int network,
    String networkName,
    long areaPosition,
    long areaOffset,
    Geometry geometry,
    int flows) {
  /** Bytes of the area and what is behind it. */
  public long bytes() {
    return geometry.areaBytes() + GlobalAreaDescriptor.bytes(flows);
  }

  /** Position of what is published about a global network. */
  public long globalPosition() {
    return areaPosition + geometry.areaBytes();
  }

  /** Position of the connection table. */
  public long tablePosition() {
    return globalPosition() + GlobalAreaDescriptor.TABLE_OFFSET;
  }

  /** Position of a lane. */
  public long lanePosition(int lane) {
    return areaPosition + AdapterDescriptor.laneOffset(lane, geometry.entries());
  }

  /** Position of the receiver's sleep word. */
  public long sleepPosition() {
    return areaPosition + AdapterDescriptor.SLEEP_OFFSET;
  }

  /** Where its slots are. */
  public SlotTable slots() {
    long large = AdapterDescriptor.largeOffset(geometry.lanes(), geometry.entries());
    long small =
        AdapterDescriptor.smallOffset(geometry.lanes(), geometry.entries(), geometry.largeSlots());
    return new SlotTable(
        areaPosition + large, geometry.largeSlots(), areaPosition + small, geometry.smallSlots());
  }

  /** Its counters at this offset of the area. */
  public Counters counters(int offset) {
    return new Counters(areaPosition + offset);
  }
}
