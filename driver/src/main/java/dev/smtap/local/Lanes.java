package dev.smtap.local;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of an adapter at one moment. Immutable: the control thread makes a new one for each
 * change. Any thread.
 */
public final class Lanes {
  private static final Lane[] EMPTY = {};

  /** No lanes. */
  public static final Lanes NONE = new Lanes(List.of());

  private final Lane[] all;
  private final @Nullable Lane[][] byId = new Lane[256][];

  private Lanes(List<Lane> lanes) {
    this.all = lanes.toArray(EMPTY);
    for (Lane lane : all) {
      int id = lane.peer().nodeId();
      Lane[] row = byId[id >>> 8];
      if (row == null) {
        row = new Lane[256];
        byId[id >>> 8] = row;
      }
      row[id & 0xff] = lane;
    }
  }

  /** The number of lanes. */
  public int count() {
    return all.length;
  }

  /** A lane by its place in this list, 0 to count - 1. */
  public Lane at(int place) {
    return all[place];
  }

  /** Whether a lane is among them. */
  public boolean has(Lane lane) {
    for (Lane each : all) {
      if (each == lane) {
        return true;
      }
    }
    return false;
  }

  /** The newest lane to a node, or null. */
  @SuppressWarnings("NullAway") // a row's free places are null
  public @Nullable Lane toNode(int nodeId) {
    Lane[] row = byId[nodeId >>> 8];
    return row == null ? null : row[nodeId & 0xff];
  }

  /**
   * These lanes and one more. Frames to its node go there from now on, even if an older lane to
   * that node is not yet wound up.
   */
  public Lanes with(Lane lane) {
    List<Lane> lanes = new ArrayList<>(List.of(all));
    lanes.add(lane);
    return new Lanes(lanes);
  }

  /** These lanes without one. */
  public Lanes without(Lane lane) {
    List<Lane> lanes = new ArrayList<>(List.of(all));
    lanes.remove(lane);
    return new Lanes(lanes);
  }
}
