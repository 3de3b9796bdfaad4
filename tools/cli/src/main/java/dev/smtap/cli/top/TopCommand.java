package dev.smtap.cli.top;

import dev.smtap.cli.Commands;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code smtap top}: shows a partition, live. */
public final class TopCommand implements Callable<Integer> {
  private static final double USUAL_SECONDS = 1;
  private static final double LEAST_SECONDS = 0.1;
  private static final double MOST_SECONDS = 3_600;
  private static final double NANOS_PER_SECOND = 1e9;

  private final CommandSpec spec;

  private TopCommand() {
    this.spec =
        Commands.command(
            "top",
            this,
            "Shows a partition live on the whole terminal: who sends how much to whom, adapters,"
                + " rings, drops and the flows of global networks; ? lists the keys. Reads the"
                + " shared memory: no node has to run or to answer. Without a terminal, or to keep"
                + " what it shows, --once prints everything as text. There is no colour with"
                + " NO_COLOR in the environment.");
  }

  /** The command with its options. */
  public static CommandSpec spec() {
    CommandSpec spec = PlaceOptions.addTo(new TopCommand().spec);
    spec.addOption(
        Commands.option(
            "--interval",
            Double.class,
            "SECONDS",
            "Time between readings, 0.1 to 3600; 1 if not given."));
    spec.addOption(
        Commands.flag("--once", "Print all views once as text, with the rates of one interval."));
    return Commands.withHelp(spec);
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    double seconds = Commands.value(parsed, "--interval", Double.class).orElse(USUAL_SECONDS);
    if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
      throw new ParameterException(
          spec.commandLine(), "cannot read every " + seconds + " s: take 0.1 to 3600");
    }
    Facility facility = PlaceOptions.of(parsed).openExisting();
    if (parsed.hasMatchedOption("--once")) {
      once(new Reader(facility), seconds);
    } else {
      checkTerminal();
      TopLoop.run(new Reader(facility), seconds, isColorWanted());
    }
    return 0;
  }

  private void once(Reader reader, double seconds) throws SystemException {
    Reading first = reader.read(true);
    long end = first.nanos() + (long) (seconds * NANOS_PER_SECOND);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    Model model = ModelMaker.of(Optional.of(first), reader.read(true));
    PrintWriter out = spec.commandLine().getOut();
    Once.lines(model).forEach(line -> out.println(line.text()));
    out.flush();
  }

  private static boolean isColorWanted() {
    return Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty();
  }

  private static void checkTerminal() throws SystemException {
    String type = Optional.ofNullable(System.getenv("TERM")).orElse("");
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    if (!isTerminal || type.isEmpty() || type.equals("dumb")) {
      throw SystemException.because(
          "show",
          "a partition live",
          isTerminal
              ? "the terminal is a dumb one (TERM is '" + type + "')"
              : "standard input or output is no terminal",
          "take 'smtap top --once', or 'smtap status'");
    }
  }
}
