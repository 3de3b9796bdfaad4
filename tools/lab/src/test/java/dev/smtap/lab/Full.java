package dev.smtap.lab;

/** How much is tested: by default what fits into minutes, else what the issue says. */
final class Full {
  /** True with {@code -Dsmtap.test.full=true}. */
  static final boolean FULL = Boolean.getBoolean("smtap.test.full");

  private Full() {}

  /** A number of times. */
  static int times(int normally, int full) {
    return FULL ? full : normally;
  }
}
