package dev.smtap.global;

/** What a node says of a flow: which socket of its would get a packet of it. Any thread. */
enum Verdict {
  /** None. */
  NONE,
  /** One that takes new flows: a listener, or a bound socket. */
  LISTENER,
  /** One that takes flows of this foreign end only, whatever their local address. */
  FOREIGN_END,
  /** One of this very flow. */
  EXACT;

  private static final Verdict[] ALL = values();

  int code() {
    return ordinal();
  }

  static Verdict of(int code) {
    return ALL[code];
  }
}
