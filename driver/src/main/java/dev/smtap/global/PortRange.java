package dev.smtap.global;

/**
 * Ports from one to another. Immutable.
 *
 * @param first the lowest, 1 to 65,535
 * @param last the highest
 */
record PortRange(int first, int last) {
  private static final int MOST = 65_535;

  PortRange {
    if (!isRange(first, last)) {
      throw new IllegalArgumentException("no range of ports: " + first + " to " + last);
    }
  }

  /** Whether there is such a range. */
  static boolean isRange(int first, int last) {
    return first > 0 && first <= last && last <= MOST;
  }

  boolean contains(int port) {
    return port >= first && port <= last;
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
