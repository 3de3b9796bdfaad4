package dev.smtap.global;

/** The step of the search that found a flow's node. Any thread. */
public enum DecidingStep {
  /** Not known. */
  NONE,
  /** A node's socket matched exactly. */
  EXACT,
  /** A socket for this foreign end, whatever its local address. */
  FOREIGN_END,
  /** A listener of the port. */
  LISTENER,
  /** The node to whose share of ports the local port belongs. */
  PORT_SHARE,
  /** The connection table of another node, where the flow came in before. */
  TAKEN_OVER;

  private static final DecidingStep[] ALL = values();

  /** Its number in an entry. */
  int code() {
    return ordinal();
  }

  /** The step with a number; {@link #NONE} for numbers without one. */
  static DecidingStep of(int code) {
    return code < ALL.length ? ALL[code] : NONE;
  }
}
