package dev.smtap.cli.bench;

import dev.smtap.posix.SystemException;
import java.util.Map;

/** A way for frames that can be measured. One thread. */
interface MeasuredPath {
  /** What one load measures. */
  enum Load {
    /** {@link Measure#STREAM}. */
    STREAM,
    /** {@link Measure#PACKETS}. */
    PACKETS,
    /** {@link Measure#ROUND_TRIP} and {@link Measure#ROUND_TRIP_99}. */
    ROUND_TRIPS
  }

  /** Its name. */
  String name();

  /** Measures for so long, after a moment that is not counted. */
  Map<Measure, Double> measure(Load load, double seconds) throws SystemException;
}
