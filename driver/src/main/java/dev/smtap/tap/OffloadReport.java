package dev.smtap.tap;

import java.util.List;

/**
 * Which offloads can be used, and why the others cannot.
 *
 * @param usable those that work
 * @param reasons one sentence for each group of offloads that is to be off; empty if all work
 */
public record OffloadReport(Offloads usable, List<String> reasons) {
  public OffloadReport {
    reasons = List.copyOf(reasons);
  }
}
