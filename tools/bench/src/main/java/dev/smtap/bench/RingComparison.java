package dev.smtap.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the pair ring and Aeron IPC in turn, round after round, and prints messages per second and
 * the medians of the ratios of each round. Argument: rounds, 5 if it is left out, or 0 to see in
 * short that it runs.
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

  private RingComparison() {}

  /** Prints the tables. */
  public static void main(String[] arguments) throws RunnerException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
    if (rounds == 0) {
      print(MESSAGE_BYTES[0], measure(MESSAGE_BYTES[0], 1, SMOKE));
      return;
    }
    for (int bytes : MESSAGE_BYTES) {
      print(bytes, measure(bytes, rounds, USUAL));
    }
  }

  private static double[][] measure(int bytes, int rounds, TimeValue time) throws RunnerException {
    double[][] figures = new double[Contender.values().length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (Contender each : Contender.values()) {
        figures[each.ordinal()][round] = messagesPerSecond(each, bytes, time);
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

  private static void print(int bytes, double[][] figures) {
    System.out.printf("%nmessages of %,d bytes, millions a second%n", bytes);
    for (Contender each : Contender.values()) {
      double[] rounds = figures[each.ordinal()];
      List<String> values = new ArrayList<>();
      for (double figure : rounds) {
        values.add(String.format(Locale.ROOT, "%.3f", figure / MILLION));
      }
      System.out.printf(
          Locale.ROOT,
          "%-14s median %8.3f   rounds %s%n",
          name(each),
          median(rounds) / MILLION,
          String.join(" ", values));
    }
    printRatio(figures, Contender.RING, Contender.AERON_ONE);
    printRatio(figures, Contender.RING, Contender.AERON_MANY);
  }

  private static void printRatio(double[][] figures, Contender of, Contender to) {
    double[] numerators = figures[of.ordinal()];
    double[] ratios = new double[numerators.length];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = numerators[round] / figures[to.ordinal()][round];
    }
    System.out.printf(
        Locale.ROOT, "%s / %s: x%.2f (median of rounds)%n", name(of), name(to), median(ratios));
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
