package dev.smtap.stress;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Short waits that let the threads of a test meet. */
final class Spin {
  private static final int SPINS_PER_PARK = 500;

  private static final long PARK_NANOS = 1_000;

  private Spin() {}

  /** Passes some time, without any ordering. */
  static void around(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }

  /** Waits until something holds; false when it did not for so many turns. */
  static boolean until(BooleanSupplier condition, int turns) {
    for (int i = 0; i < turns; i++) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (i % SPINS_PER_PARK == SPINS_PER_PARK - 1) {
        LockSupport.parkNanos(PARK_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
    return condition.getAsBoolean();
  }
}
