package dev.smtap.tap;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which offloads can be used, and why the others cannot: one sentence for each group of offloads
 * that is to be off.
 *
 * @param usable those that work
 * @param unknown about those that this kernel does not take, as older ones do not know all
 * @param failed about those that it takes and does wrong
 */
public record OffloadReport(Offloads usable, List<String> unknown, List<String> failed) {
  public OffloadReport {
    unknown = List.copyOf(unknown);
    failed = List.copyOf(failed);
  }

  /** All sentences; none if all that was wanted works. */
  public List<String> reasons() {
    return Stream.concat(unknown.stream(), failed.stream()).toList();
  }
}
