package dev.smtap.global;

/**
 * When rules and settings are to be looked at: when the kernel tells that they may be others, and
 * once a while after the beginning. Whoever sets up each new interface (udev, with what is in
 * /etc/sysctl.d) does so just after it appears, and of most settings the kernel tells nothing.
 * Control thread only.
 */
final class RepairDue {
  /** Longer than udev takes for a new interface on a machine that is not overloaded. */
  static final long SETTLED_NANOS = 2_500_000_000L;

  private final long settledNanos;
  private boolean isSettled;
  private boolean isNeeded;

  RepairDue(long beginNanos) {
    this.settledNanos = beginNanos + SETTLED_NANOS;
  }

  /** Something may be other than it must be. */
  void expect() {
    isNeeded = true;
  }

  /** All is as it must be. */
  void done() {
    isNeeded = false;
  }

  /** Whether to look now, as far as was told. */
  boolean isNeeded() {
    return isNeeded;
  }

  /** True once: when who sets up a new interface has done so, and nobody may have told. */
  boolean settles(long nowNanos) {
    if (isSettled || nowNanos - settledNanos < 0) {
      return false;
    }
    isSettled = true;
    isNeeded = true;
    return true;
  }

  /** When {@link #settles} will be true, or {@code otherwise} if that is earlier. */
  long dueNanos(long otherwise) {
    return !isSettled && settledNanos - otherwise < 0 ? settledNanos : otherwise;
  }
}
