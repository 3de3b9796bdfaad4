package dev.smtap.global;

/** What a node says of a flow: which socket of its would get a packet of it. Any thread. */
public enum Verdict {
  /** None. */
  NONE,
  /** One that takes new flows: a listener, or a bound socket. */
  LISTENER,
  /** One that takes flows of this foreign end only, whatever their local address. */
  FOREIGN_END,
  /**
   * What is left of a connection of this very flow that is over: it gets its late segments. One
   * that begins anew is any listener's.
   */
  LINGERING,
  /** One of this very flow. */
  EXACT;

  private static final Verdict[] ALL = values();

  int code() {
    return ordinal();
  }

  /** None for a code that means nothing. */
  static Verdict of(int code) {
    return code < ALL.length ? ALL[code] : NONE;
  }
}
