package dev.smtap.global;

import dev.smtap.facility.Counters;
import dev.smtap.facility.SearchCounter;
import org.jspecify.annotations.Nullable;

/**
 * Goes round a connection table for {@link ConnectionTable#ageOut}, a step at a time between
 * frames: so much each second, and as fast as steps come while flows are left that were ended.
 * Transmitter only.
 */
final class TableUpkeep {
  /** Entries of a step: some microseconds, as a frame takes. */
  static final int STEP = 1_024;

  private final Counters counters;
  private @Nullable ConnectionTable table;
  private int due;
  private long ended;

  TableUpkeep(Counters counters) {
    this.counters = counters;
  }

  /** The table, always the same one. */
  void of(ConnectionTable which) {
    table = which;
  }

  /** So many entries more are to be looked at, but none twice. */
  void ask(int entries) {
    ConnectionTable now = table;
    if (now != null) {
      due = (int) Math.min((long) due + entries, now.entries());
    }
  }

  /** Does a step if one is due; true if another one is. */
  boolean step(long nowNanos) {
    ConnectionTable now = table;
    if (now == null) {
      return false;
    }
    due = Math.max(due, now.entriesToEnd());
    if (due == 0) {
      return false;
    }
    int some = Math.min(due, STEP);
    now.setTime(nowNanos);
    var _ = now.ageOut(some);
    due -= some;
    counters.add(SearchCounter.ENDED, now.ended() - ended);
    ended = now.ended();
    return due > 0 || now.entriesToEnd() > 0;
  }
}
