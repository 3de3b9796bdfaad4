package dev.smtap.cli.status;

import dev.smtap.facility.NodeView;
import java.util.Locale;

/** How a node does. */
public enum State {
  /** It lives. */
  UP,
  /** It lives, but was not heard of for seconds. */
  HUNG,
  /** It ended in order. */
  STOPPED,
  /** It ended otherwise. */
  DEAD,
  /** Its section cannot be read. */
  DAMAGED;

  /** How the node of a section does at this moment. */
  public static State of(NodeView view) {
    if (!view.isAlive()) {
      return view.hasStopped() ? STOPPED : DEAD;
    }
    return view.isSilent(System.nanoTime()) ? HUNG : UP;
  }

  /** True when its process lives. */
  public boolean isAlive() {
    return this == UP || this == HUNG;
  }

  /** Its name on screen and in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
