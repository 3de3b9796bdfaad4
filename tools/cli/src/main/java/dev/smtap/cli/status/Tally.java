package dev.smtap.cli.status;

import dev.smtap.facility.Counters;
import dev.smtap.facility.FrameCounter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The counters of a block at one moment, drops apart from the rest; by label, in the order of the
 * block.
 *
 * @param counts what went well
 * @param drops lost frames, by cause
 */
public record Tally(Map<String, Long> counts, Map<String, Long> drops) {

  private static final Map<Class<?>, Labels> LABELS = new ConcurrentHashMap<>();

  /** The labels of a kind of block. */
  private record Labels(List<String> counts, List<String> drops) {
    static Labels of(FrameCounter[] counters) {
      return new Labels(labels(counters, false), labels(counters, true));
    }

    private static List<String> labels(FrameCounter[] counters, boolean areDrops) {
      return Arrays.stream(counters)
          .filter(each -> each.isDrop() == areDrops)
          .map(FrameCounter::label)
          .toList();
    }
  }

  /** Reads a block. */
  static Tally of(Counters block, FrameCounter[] counters) {
    Labels labels = LABELS.computeIfAbsent(counters.getClass(), _ -> Labels.of(counters));
    return new Tally(
        new CountsByLabel(labels.counts, read(block, counters, false)),
        new CountsByLabel(labels.drops, read(block, counters, true)));
  }

  private static long[] read(Counters block, FrameCounter[] counters, boolean areDrops) {
    return Arrays.stream(counters)
        .filter(each -> each.isDrop() == areDrops)
        .mapToLong(block::get)
        .toArray();
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
