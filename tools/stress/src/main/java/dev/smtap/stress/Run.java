package dev.smtap.stress;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs the stress tests and prints one line for each: {@code [--full] [REGEX]}. jcstress writes its
 * results, and says what else it has to say, into the working directory. Exit code 1 when an
 * outcome was forbidden or a test did not run.
 */
public final class Run {
  private static final String LOG = "log";

  /**
   * Small, so that the states of both threads stay in the cache, and that an iteration ends near
   * its time: it runs whole strides, and a state that waits for a lock takes milliseconds.
   */
  private static final List<String> COMMON =
      List.of("-f", "1", "-c", "2", "-af", "NONE", "-strideSize", "32", "-strideCount", "4");

  /** One configuration: everything compiled as it comes. */
  private static final List<String> QUICK = List.of("-sc", "false", "-time", "1200", "-iters", "4");

  /** Each thread interpreted, compiled a little, compiled well, in all combinations. */
  private static final List<String> FULL = List.of("-sc", "true", "-time", "1000", "-iters", "5");

  private Run() {}

  /** Runs the tests; see the class. */
  public static void main(String[] arguments) throws Exception {
    List<String> given = new ArrayList<>(List.of(arguments));
    boolean full = given.remove("--full");
    String filter = given.isEmpty() ? "dev.smtap" : given.getFirst();
    Options options = new Options(options(full, filter).toArray(String[]::new));
    if (!options.parse()) {
      System.exit(1);
    }
    runQuietly(options);
    System.exit(report(options) ? 0 : 1);
  }

  private static List<String> options(boolean full, String filter) {
    List<String> options = new ArrayList<>(COMMON);
    options.addAll(full ? FULL : QUICK);
    // Arguments of one's own keep jcstress from trying several sets of them.
    options.addAll(List.of("-jvmArgs", "--enable-native-access=ALL-UNNAMED"));
    options.addAll(List.of("-t", filter, "-r", "report", "-v"));
    return options;
  }

  private static void runQuietly(Options options) throws Exception {
    PrintStream console = System.out;
    try (PrintStream log =
        new PrintStream(new FileOutputStream(LOG), true, StandardCharsets.UTF_8)) {
      System.setOut(log);
      new JCStress(options).run();
    } catch (AssertionError failures) {
      // Says which tests failed; so does the report.
      console.println("stress: " + failures);
    } finally {
      System.setOut(console);
    }
  }

  private static boolean report(Options options) throws IOException, ClassNotFoundException {
    InProcessCollector collector = new InProcessCollector();
    DiskReadCollector reader = new DiskReadCollector(options.getResultFile(), collector);
    reader.dump();
    reader.close();
    Map<String, TestResult> results = new TreeMap<>();
    ReportUtils.mergedByName(collector.getTestResults())
        .forEach(each -> results.put(each.getName(), each));
    boolean passed = true;
    for (String test : new TreeSet<>(TestList.tests())) {
      if (test.matches(".*(" + options.getTestFilter() + ").*")) {
        passed &= print(test, results.get(test));
      }
    }
    return passed && !results.isEmpty();
  }

  private static boolean print(String test, @Nullable TestResult result) {
    String name = test.substring(test.lastIndexOf('.') + 1);
    if (result == null) {
      System.out.println("FAILED " + name + ": it did not run");
      return false;
    }
    boolean passed = ReportUtils.statusToPassed(result) && result.grading().isPassed;
    String outcomes =
        result.grading().gradingResults.values().stream()
            .filter(each -> each.count > 0)
            .map(Run::describe)
            .collect(Collectors.joining(", "));
    System.out.printf("%-6s %s: %s%n", passed ? "ok" : "FAILED", name, outcomes);
    if (!passed) {
      result.getMessages().forEach(System.out::println);
    }
    return passed;
  }

  private static String describe(GradingResult outcome) {
    String text = outcome.id + " " + outcome.count;
    return outcome.expect == Expect.FORBIDDEN
        ? text + " (FORBIDDEN: " + outcome.description + ")"
        : text;
  }
}
