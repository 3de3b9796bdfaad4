package dev.smtap.cli.status;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Numbers by label, in the order of the labels, which many share: a partition has thousands of
 * these, and as maps of their own they would be four times as large. Immutable.
 */
final class CountsByLabel extends AbstractMap<String, Long> {
  private final List<String> labels;
  private final long[] counts;

  CountsByLabel(List<String> labels, long[] counts) {
    this.labels = labels;
    this.counts = counts;
  }

  @Override
  public Set<Map.Entry<String, Long>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Long>> iterator() {
        return IntStream.range(0, counts.length)
            .mapToObj(i -> Map.entry(labels.get(i), counts[i]))
            .iterator();
      }

      @Override
      public int size() {
        return counts.length;
      }
    };
  }
}
