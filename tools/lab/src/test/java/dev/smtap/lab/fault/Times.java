package dev.smtap.lab.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured times. */
final class Times {
  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  void add(long value) {
    nanos.add(value);
  }

  double medianMillis() {
    List<Long> sorted = sorted();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / NANOS_PER_MILLI;
  }

  /** The longest when a share of them, from 0 to 1, is left out: those that were longest. */
  double mostMillisWithout(double share) {
    List<Long> sorted = sorted();
    int last = sorted.size() - 1 - (int) (share * sorted.size());
    return last < 0 ? 0 : sorted.get(last) / NANOS_PER_MILLI;
  }

  double mostMillis() {
    List<Long> sorted = sorted();
    return sorted.isEmpty() ? 0 : sorted.getLast() / NANOS_PER_MILLI;
  }

  private List<Long> sorted() {
    return nanos.stream().sorted().toList();
  }

  @Override
  public String toString() {
    return String.format(
        "median %.1f ms, most %.1f ms (%d times)", medianMillis(), mostMillis(), nanos.size());
  }
}
