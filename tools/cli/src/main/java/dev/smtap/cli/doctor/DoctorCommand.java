package dev.smtap.cli.doctor;

import dev.smtap.cli.Commands;
import dev.smtap.cli.Configured;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.posix.SystemException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code smtap doctor}: says what is wrong on this machine. */
public final class DoctorCommand implements Callable<Integer> {
  private final CommandSpec spec;

  private DoctorCommand() {
    this.spec =
        Commands.command(
            "doctor",
            this,
            "Says what is wrong on this machine and in a partition, what comes of it, and what"
                + " mends it. Changes nothing. Looks into the network namespaces of running nodes,"
                + " its own, and those of 'ip netns'. Exit code 0 when nothing is wrong, 1 when"
                + " something is. Needs root to see everything.");
  }

  /** The command with its options. */
  public static CommandSpec spec() {
    CommandSpec spec = PlaceOptions.addTo(new DoctorCommand().spec);
    spec.addOption(
        Commands.option(
            "--config",
            Path.class,
            "FILE",
            "Configuration file, for what its nodes need; /etc/smtap/smtap.toml if not given and"
                + " there."));
    spec.addOption(
        Commands.repeatable(
            "--netns",
            "NAME|PATH|PID",
            "Look for faults into this network namespace only; may repeat."));
    return Commands.withHelp(
        spec.addOption(
            Commands.flag(
                "--json",
                "For programs: one line of JSON with isWell, findings (check, where, wrong, causes,"
                    + " advice, commands), hints (sentences) and unchecked (check, where, why).")));
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    Report report = new Report();
    List<String> namespaces = parsed.matchedOptionValue("--netns", List.<String>of());
    Doctor.examine(report, configured(parsed, report), namespaces);
    PrintWriter out = spec.commandLine().getOut();
    if (parsed.hasMatchedOption("--json")) {
      out.println(ReportJson.of(report));
    } else {
      out.print(ReportText.of(report, Ansi.AUTO.enabled()));
    }
    out.flush();
    return report.isWell() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** A file that was named and cannot be used is wrong usage; the usual one is a finding. */
  private Configured configured(ParseResult parsed, Report report) throws SystemException {
    PlaceOptions place = PlaceOptions.of(parsed);
    Optional<Path> named = Commands.value(parsed, "--config", Path.class);
    try {
      return Configured.read(named, place);
    } catch (SystemException e) {
      if (named.isPresent()) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
      report.add(
          new Finding(
              Topic.CONFIGURATION,
              "",
              String.valueOf(e.getMessage()),
              "'smtap run' without flags does not start",
              "correct the file",
              List.of()));
      return Configured.none(place);
    }
  }
}
