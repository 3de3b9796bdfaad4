package dev.smtap.lab.fault;

import java.util.Random;

/** Chance that can be repeated: {@code -Dsmtap.test.seed=N}. */
final class Seed {
  /** What all random choices of this run come from. */
  static final long VALUE = Long.getLong("smtap.test.seed", System.nanoTime() & 0xffff_ffffL);

  /** True with {@code -Dsmtap.test.full=true}: as often as the issue says. */
  static final boolean FULL = Boolean.getBoolean("smtap.test.full");

  private Seed() {}

  /** A source of chance for one purpose. */
  static Random random(String purpose) {
    return new Random(VALUE * 31 + purpose.hashCode());
  }

  /** A sentence for the log of the run. */
  static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
  }
}
