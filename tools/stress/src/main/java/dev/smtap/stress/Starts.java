package dev.smtap.stress;

/** Values that ring counters start from: just before each width at which an int or long turns. */
final class Starts {
  private static final long[] VALUES = {
    0, (1L << 16) - 2, (1L << 31) - 2, (1L << 32) - 2, Long.MAX_VALUE - 1
  };

  private Starts() {}

  /** One of them; all in turn for numbers that count up. */
  static long of(int number) {
    return VALUES[Math.floorMod(number, VALUES.length)];
  }
}
