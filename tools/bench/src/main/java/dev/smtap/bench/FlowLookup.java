package dev.smtap.bench;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures {@link FlowBenchmark} at 10, 10,000 and 1,000,000 flows and prints nanoseconds and bytes
 * allocated per operation. Argument: {@code smoke} to see in short that it runs.
 */
public final class FlowLookup {
  private static final int[] FLOWS = {10, 10_000, 1_000_000};
  private static final String[] LOOKUPS = {
    "independent", "ahead", "counted", "aheadCounted", "dependent", "memory"
  };
  private static final String RECORD = "recordAndAgeOut";
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int ITERATIONS = 3;

  private FlowLookup() {}

  /** One figure: nanoseconds and bytes per operation. */
  private record Figure(double nanos, double bytes) {}

  /** Prints the table. */
  public static void main(String[] arguments) throws RunnerException {
    boolean isSmoke = arguments.length > 0 && arguments[0].equals("smoke");
    TimeValue time = isSmoke ? TimeValue.milliseconds(100) : TimeValue.seconds(1);
    System.out.printf("%9s %-16s %10s %12s%n", "flows", "what", "ns/op", "bytes/op");
    for (int flows : FLOWS) {
      if (!isSmoke || flows == FLOWS[0]) {
        measureLookups(flows, time);
      }
    }
    Figure record = measure(RECORD, 0, time);
    print("changing", RECORD, record);
    System.out.printf(
        Locale.ROOT,
        "recorded and aged out at once: %.2f million a second%n",
        NANOS_PER_SECOND / record.nanos / 1e6);
  }

  private static void measureLookups(int flows, TimeValue time) throws RunnerException {
    double dependent = 0;
    double memory = 0;
    for (String each : LOOKUPS) {
      Figure figure = measure(each, flows, time);
      print(String.format(Locale.ROOT, "%,d", flows), each, figure);
      dependent = each.equals("dependent") ? figure.nanos : dependent;
      memory = each.equals("memory") ? figure.nanos : memory;
    }
    System.out.printf(Locale.ROOT, "%9s dependent / memory: x%.2f%n", "", dependent / memory);
  }

  private static void print(String flows, String what, Figure figure) {
    System.out.printf(
        Locale.ROOT, "%9s %-16s %10.1f %12.3f%n", flows, what, figure.nanos, figure.bytes);
  }

  private static Figure measure(String benchmark, int flows, TimeValue time)
      throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(FlowBenchmark.class.getSimpleName() + "." + benchmark + "$")
                    .param("flows", String.valueOf(flows))
                    .forks(1)
                    .warmupIterations(2)
                    .warmupTime(time)
                    .measurementIterations(ITERATIONS)
                    .measurementTime(time)
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run()
            .iterator()
            .next();
    double bytes =
        requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore();
    return new Figure(result.getPrimaryResult().getScore(), bytes);
  }
}
