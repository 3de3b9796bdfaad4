package dev.smtap.cli.bench;

import dev.smtap.cli.Commands;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FrameLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code smtap bench}: how fast it is on this machine. */
public final class BenchCommand implements Callable<Integer> {
  private static final double DEFAULT_SECONDS = 2;
  private static final int DEFAULT_ROUNDS = 5;
  private static final int DEFAULT_MTU = 1500;
  private static final double LEAST_SECONDS = 0.1;
  private static final double WARM_SECONDS = 0.5;

  private final CommandSpec spec;

  private BenchCommand() {
    this.spec =
        Commands.command(
            "bench",
            this,
            "Measures how fast smtap is on this machine: a TCP stream, 64-byte packets and round"
                + " trips between two nodes of its own, beside veth, the kernel's own pair, and the"
                + " rings alone. Works in network namespaces and a partition of its own and leaves"
                + " nothing. Let the machine do nothing else meanwhile. Needs root and ip.");
  }

  /** The command with its options. */
  public static CommandSpec spec() {
    CommandSpec spec = new BenchCommand().spec;
    spec.addOption(
        Commands.option(
            "--seconds", Double.class, "N", "How long each measurement takes; 2 if not given."));
    spec.addOption(
        Commands.option("--rounds", Integer.class, "N", "How often each is made; 5 if not given."));
    spec.addOption(
        Commands.option("--mtu", Integer.class, "N", "Of all interfaces; 1500 if not given."));
    spec.addOption(
        Commands.option(
            "--svg", Path.class, "FILE", "Write a picture too; a file that is there is kept."));
    return Commands.withHelp(
        spec.addOption(Commands.flag("--json", "For programs: one line of JSON.")));
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    Results.Plan plan = plan(parsed);
    Optional<Path> svg = Commands.value(parsed, "--svg", Path.class);
    if (svg.isPresent() && Files.exists(svg.get())) {
      throw notWritten(svg.get(), "it is there already");
    }
    boolean isJson = parsed.hasMatchedOption("--json");
    Results results = run(plan, Ansi.AUTO.enabled() && !isJson);
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(ResultsJson.of(results, System.getProperty("os.version", "")));
    } else {
      out.print(Chart.of(results, Ansi.AUTO.enabled()));
    }
    out.flush();
    if (svg.isPresent()) {
      write(svg.get(), SvgChart.of(results, heading()));
    }
    return ExitCode.OK;
  }

  private Results.Plan plan(ParseResult parsed) {
    double seconds = Commands.value(parsed, "--seconds", Double.class).orElse(DEFAULT_SECONDS);
    int rounds = Commands.value(parsed, "--rounds", Integer.class).orElse(DEFAULT_ROUNDS);
    int mtu = Commands.value(parsed, "--mtu", Integer.class).orElse(DEFAULT_MTU);
    if (!(seconds >= LEAST_SECONDS && seconds <= 3600)) {
      throw wrong("--seconds", String.valueOf(seconds), "0.1 to 3600");
    }
    if (rounds < 1 || rounds > 1000) {
      throw wrong("--rounds", String.valueOf(rounds), "1 to 1000");
    }
    if (mtu < FrameLimits.LOWEST_MTU || mtu > FrameLimits.HIGHEST_MTU) {
      throw wrong(
          "--mtu", String.valueOf(mtu), FrameLimits.LOWEST_MTU + " to " + FrameLimits.HIGHEST_MTU);
    }
    return new Results.Plan(seconds, rounds, mtu);
  }

  private ParameterException wrong(String option, String value, String right) {
    return new ParameterException(
        spec.commandLine(), "cannot use " + option + " " + value + ": take " + right);
  }

  private Results run(Results.Plan plan, boolean hasProgress) throws SystemException {
    try (TestBed bed = TestBed.make(launcher(), plan.mtu())) {
      List<MeasuredPath> paths = bed.paths();
      int loads = MeasuredPath.Load.values().length;
      Progress progress =
          new Progress(
              spec.commandLine().getErr(), hasProgress, (plan.rounds() + 1) * loads * paths.size());
      Results warm = Results.empty(plan);
      round(paths, WARM_SECONDS, warm, progress, "warming up");
      Results results = Results.empty(plan);
      for (int i = 1; i <= plan.rounds(); i++) {
        round(paths, plan.seconds(), results, progress, "round " + i + " of " + plan.rounds());
      }
      progress.end();
      return results;
    }
  }

  /** What is to be compared comes one after the other. */
  private static void round(
      List<MeasuredPath> paths, double seconds, Results results, Progress progress, String what)
      throws SystemException {
    for (MeasuredPath.Load load : MeasuredPath.Load.values()) {
      for (MeasuredPath path : paths) {
        progress.next(what + ", " + path.name());
        results.add(path.name(), path.measure(load, seconds));
      }
    }
  }

  /** The command line of this process up to its arguments: what starts this very program. */
  private List<String> launcher() throws SystemException {
    try {
      String line = Files.readString(Path.of("/proc/self/cmdline"));
      List<String> words = List.of(line.substring(0, line.length() - 1).split("\0", -1));
      int arguments = spec.root().commandLine().getParseResult().originalArgs().size();
      return words.subList(0, words.size() - arguments);
    } catch (IOException e) {
      throw SystemException.because(
          "start", "nodes", String.valueOf(e.getMessage()), "mount /proc");
    }
  }

  private static String heading() {
    return "smtap beside veth, Linux "
        + System.getProperty("os.version", "")
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors";
  }

  private static void write(Path file, String text) throws SystemException {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw notWritten(file, "it is there already");
    } catch (IOException e) {
      throw notWritten(file, String.valueOf(e.getMessage()));
    }
  }

  private static SystemException notWritten(Path file, String why) {
    return SystemException.because(
        "write the picture", file.toString(), why, "name another file with --svg");
  }
}
