package dev.smtap.bench;

import static java.util.Objects.requireNonNull;

import dev.smtap.posix.SystemException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the pair ring and Aeron IPC in turn, round after round, and prints messages per second, the
 * medians of the ratios of each round, and the ratios of what was measured with the two processors
 * near each other or far apart ({@link LineRoundTrip}). Argument: rounds, 5 if it is left out, or 0
 * to see in short that it runs.
 */
public final class RingComparison {
  private static final int[] MESSAGE_BYTES = {64, 1500, 65_536};
  private static final String RING = RingBenchmark.class.getSimpleName() + ".ring$";
  private static final String SLEEPING = RingBenchmark.class.getSimpleName() + ".ringSleeping$";
  private static final String AERON = AeronBenchmark.class.getSimpleName() + ".aeron$";
  private static final int DEFAULT_ROUNDS = 5;
  private static final TimeValue USUAL = TimeValue.seconds(2);
  private static final TimeValue SMOKE = TimeValue.milliseconds(300);
  private static final double MILLION = 1e6;
  private static final int LINE_WARM_UPS = 50;

  /** What is compared; the last two are what the ratios refer to. */
  private enum Contender {
    RING(RingComparison.RING, ""),
    SLEEPING_RING(RingComparison.SLEEPING, ""),
    AERON_ONE(RingComparison.AERON, "one"),
    AERON_MANY(RingComparison.AERON, "many");

    private final String benchmark;
    private final String senders;

    Contender(String benchmark, String senders) {
      this.benchmark = benchmark;
      this.senders = senders;
    }
  }

  /** Where the processors were, by a line's round trip before and after. */
  private enum Distance {
    NEAR,
    FAR,
    CHANGED;

    private static final double NEAR_NANOS = 250;

    static Distance of(double before, double after) {
      if (before < NEAR_NANOS != after < NEAR_NANOS) {
        return CHANGED;
      }
      return before < NEAR_NANOS ? NEAR : FAR;
    }
  }

  private record Figure(double rate, double before, double after) {
    Distance distance() {
      return Distance.of(before, after);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f (%.0f, %.0f)", rate / MILLION, before, after);
    }
  }

  private RingComparison() {}

  /** Prints the tables. */
  public static void main(String[] arguments) throws RunnerException, SystemException {
    for (int i = 0; i < LINE_WARM_UPS; i++) {
      double _ = LineRoundTrip.measureNanos();
    }
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
    if (rounds == 0) {
      print(MESSAGE_BYTES[0], measure(MESSAGE_BYTES[0], 1, SMOKE));
      return;
    }
    for (int bytes : MESSAGE_BYTES) {
      print(bytes, measure(bytes, rounds, USUAL));
    }
  }

  private static Figure[][] measure(int bytes, int rounds, TimeValue time)
      throws RunnerException, SystemException {
    Figure[][] figures = new Figure[Contender.values().length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (Contender each : Contender.values()) {
        double before = LineRoundTrip.measureNanos();
        double rate = messagesPerSecond(each, bytes, time);
        figures[each.ordinal()][round] = new Figure(rate, before, LineRoundTrip.measureNanos());
      }
    }
    return figures;
  }

  private static double messagesPerSecond(Contender contender, int bytes, TimeValue time)
      throws RunnerException {
    var builder =
        new OptionsBuilder()
            .include(contender.benchmark)
            .param("bytes", String.valueOf(bytes))
            .forks(1)
            .warmupIterations(1)
            .warmupTime(time)
            .measurementIterations(1)
            .measurementTime(time)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    Options options =
        contender.senders.isEmpty()
            ? builder.build()
            : builder.param("senders", contender.senders).build();
    Collection<RunResult> results = new Runner(options).run();
    Result<?> messages = results.iterator().next().getSecondaryResults().get("messages");
    return requireNonNull(messages).getScore();
  }

  private static void print(int bytes, Figure[][] figures) {
    System.out.printf(
        "%nmessages of %,d bytes, millions a second"
            + " (a line's round trip before and after, nanoseconds)%n",
        bytes);
    for (Contender each : Contender.values()) {
      Figure[] rounds = figures[each.ordinal()];
      System.out.printf(
          Locale.ROOT,
          "%-14s median %8.3f   rounds %s%n",
          name(each),
          median(rates(rounds)) / MILLION,
          Arrays.stream(rounds).map(Figure::toString).collect(Collectors.joining(" ")));
    }
    printRatios(figures, Contender.RING, Contender.AERON_ONE);
    printRatios(figures, Contender.RING, Contender.AERON_MANY);
  }

  private static void printRatios(Figure[][] figures, Contender of, Contender to) {
    Figure[] numerators = figures[of.ordinal()];
    Figure[] denominators = figures[to.ordinal()];
    double[] ratios = new double[numerators.length];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = numerators[round].rate() / denominators[round].rate();
    }
    String names = name(of) + " / " + name(to);
    System.out.printf(Locale.ROOT, "%s: x%.2f (median of rounds)%n", names, median(ratios));
    for (Distance distance : List.of(Distance.NEAR, Distance.FAR)) {
      double[] above = rates(at(numerators, distance));
      double[] below = rates(at(denominators, distance));
      if (above.length > 0 && below.length > 0) {
        System.out.printf(
            Locale.ROOT,
            "%s, processors %s: x%.2f (medians of %d and %d)%n",
            names,
            distance.name().toLowerCase(Locale.ROOT),
            median(above) / median(below),
            above.length,
            below.length);
      }
    }
  }

  private static Figure[] at(Figure[] figures, Distance distance) {
    return Arrays.stream(figures)
        .filter(each -> each.distance() == distance)
        .toArray(Figure[]::new);
  }

  private static double[] rates(Figure[] figures) {
    return Arrays.stream(figures).mapToDouble(Figure::rate).toArray();
  }

  private static String name(Contender contender) {
    return contender.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
