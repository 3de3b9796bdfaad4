package dev.smtap.cli.status;

import dev.smtap.facility.Counters;
import dev.smtap.facility.FrameCounter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The counters of a block at one moment, drops apart from the rest; by label, in the order of the
 * block.
 *
 * @param counts what went well
 * @param drops lost frames, by cause
 */
public record Tally(Map<String, Long> counts, Map<String, Long> drops) {

  /** Reads a block. */
  static Tally of(Counters block, FrameCounter[] counters) {
    Map<String, Long> counts = new LinkedHashMap<>();
    Map<String, Long> drops = new LinkedHashMap<>();
    for (FrameCounter each : counters) {
      (each.isDrop() ? drops : counts).put(each.label(), block.get(each));
    }
    return new Tally(counts, drops);
  }

  /** What one counter had; 0 if it is not of this block. */
  public long count(FrameCounter counter) {
    return counts.getOrDefault(counter.label(), 0L);
  }

  /** All drops together. */
  public long dropped() {
    return drops.values().stream().mapToLong(Long::longValue).sum();
  }

  /** True when nothing was counted. */
  boolean isZero() {
    return dropped() == 0 && counts.values().stream().allMatch(count -> count == 0);
  }
}
