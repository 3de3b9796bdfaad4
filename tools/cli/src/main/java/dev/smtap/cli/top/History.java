package dev.smtap.cli.top;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The total traffic of the last readings. One thread. */
final class History {
  /** More than a screen has columns. */
  static final int MOST = 400;

  private final Deque<Traffic> totals = new ArrayDeque<>();

  /** Adds a reading's total; what is not known is left out. */
  void add(Traffic total) {
    if (Double.isNaN(total.frames()) || Double.isNaN(total.bytes())) {
      return;
    }
    totals.addLast(total);
    if (totals.size() > MOST) {
      totals.removeFirst();
    }
  }

  /** The newest so many, oldest first. */
  List<Traffic> newest(int count) {
    return totals.stream().skip(Math.max(0, totals.size() - count)).toList();
  }
}
