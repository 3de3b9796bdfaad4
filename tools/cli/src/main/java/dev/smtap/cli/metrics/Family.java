package dev.smtap.cli.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A metric with its values. What has the same labels twice, which only a hostile node has, is added
 * up.
 */
final class Family {
  /**
   * More than 64 nodes have; what is beyond it is counted only, as there may be no memory for it.
   */
  static final int MOST_POINTS = 5_000;

  private final String name;
  private final String help;
  private final boolean isCounter;
  private final Map<Labels, Double> points = new LinkedHashMap<>();
  private long omitted;

  private Family(String name, String help, boolean isCounter) {
    this.name = name;
    this.help = help;
    this.isCounter = isCounter;
  }

  /** One that only grows while its node runs; {@code _total} comes behind its name. */
  static Family counter(String name, String help) {
    return new Family(name, help, true);
  }

  static Family gauge(String name, String help) {
    return new Family(name, help, false);
  }

  /** Adds a value; a counter below zero is none, and counts as zero. */
  void add(Labels labels, double value) {
    if (points.size() < MOST_POINTS || points.containsKey(labels)) {
      points.merge(labels, isCounter ? Math.max(0, value) : value, Double::sum);
    } else {
      omitted++;
    }
  }

  /** How many values were left out. */
  long omitted() {
    return omitted;
  }

  /** The same; beyond 2^53 to the nearest that a floating-point number can be. */
  void add(Labels labels, long value) {
    add(labels, (double) value);
  }

  MetricSnapshot snapshot() {
    return isCounter ? counters() : gauges();
  }

  private MetricSnapshot counters() {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    points.forEach((labels, value) ->
        snapshot.dataPoint(CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
    return snapshot.build();
  }

  private MetricSnapshot gauges() {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    points.forEach((labels, value) ->
        snapshot.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return snapshot.build();
  }
}
