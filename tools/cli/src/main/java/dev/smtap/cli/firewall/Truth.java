package dev.smtap.cli.firewall;

/** Whether a condition holds for a packet of which not everything is known. */
enum Truth {
  NO,
  MAYBE,
  YES;

  static Truth of(boolean holds) {
    return holds ? YES : NO;
  }

  /** The contrary. */
  Truth not() {
    return values()[YES.ordinal() - ordinal()];
  }

  /** Both. */
  Truth and(Truth other) {
    return compareTo(other) < 0 ? this : other;
  }

  /** Either. */
  Truth or(Truth other) {
    return compareTo(other) > 0 ? this : other;
  }
}
