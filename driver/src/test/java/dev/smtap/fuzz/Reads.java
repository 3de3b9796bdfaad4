package dev.smtap.fuzz;

/** For values that may be anything: what counts is that reading them does no harm. */
public final class Reads {
  private static long all;

  private Reads() {}

  public static void anything(long... values) {
    for (long value : values) {
      all ^= value;
    }
  }

  /** What was read so far, so that nothing of it can be left out. */
  public static long all() {
    return all;
  }
}
