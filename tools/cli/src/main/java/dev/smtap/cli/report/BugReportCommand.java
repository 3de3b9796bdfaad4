package dev.smtap.cli.report;

import dev.smtap.cli.Commands;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code smtap bug-report}: one file with all that one needs. */
public final class BugReportCommand implements Callable<Integer> {
  /** The configuration file that is taken when no other is named. */
  private static final Path DEFAULT_CONFIG = Path.of("/etc/smtap/smtap.toml");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final CommandSpec spec;
  private final Supplier<CommandLine> smtap;

  private BugReportCommand(Supplier<CommandLine> smtap) {
    this.smtap = smtap;
    this.spec =
        Commands.command(
            "bug-report",
            this,
            "Collects in one zip file, which only its owner may read, what one needs to understand"
                + " a fault: what status, connections and doctor say, the configuration, versions,"
                + " interfaces, addresses, rules, routes, neighbours and settings of each node's"
                + " network namespace, the headers of the facility's files and the last lines of"
                + " the journal. It has no frame and no payload. Passwords and the like are left"
                + " out; addresses, names and ports are not: read it before you pass it on.");
  }

  /**
   * The command with its options.
   *
   * @param smtap makes the whole command line, to ask other commands
   */
  public static CommandSpec spec(Supplier<CommandLine> smtap) {
    CommandSpec spec = PlaceOptions.addTo(new BugReportCommand(smtap).spec);
    spec.addOption(
        OptionSpec.builder("-o", "--output")
            .type(Path.class)
            .paramLabel("FILE")
            .description(
                "Where to write it; smtap-bug-report-PARTITION-TIME.zip if not given. A file that"
                    + " is there is left alone.")
            .build());
    return Commands.withHelp(
        spec.addOption(
            Commands.option(
                "--config",
                Path.class,
                "FILE",
                "Configuration file; " + DEFAULT_CONFIG + " if not given.")));
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    PlaceOptions place = PlaceOptions.of(parsed);
    Facility facility = place.open();
    Path file =
        Commands.value(parsed, "--output", Path.class).orElseGet(() -> defaultFile(facility));
    try (Bundle bundle = Bundle.create(file)) {
      noteWhetherItIsThere(place, bundle);
      new OwnCommands(smtap, facility).addTo(bundle);
      MachineFacts.addTo(
          bundle, Commands.value(parsed, "--config", Path.class).orElse(DEFAULT_CONFIG));
      FacilityFacts.addTo(bundle, facility);
      NamespaceFacts.addTo(bundle, facility);
      bundle.finish();
      say(file, bundle);
    }
    return ExitCode.OK;
  }

  /** Where no node can start there may be no partition, and the rest is what tells why. */
  private void noteWhetherItIsThere(PlaceOptions place, Bundle bundle) {
    try {
      var _ = place.openExisting();
    } catch (SystemException e) {
      bundle.lack("facility/", "the files of the partition", e);
      PrintWriter err = spec.commandLine().getErr();
      err.println("smtap: " + e.getMessage() + "; the report has only what there is without it");
      err.flush();
    }
  }

  private static Path defaultFile(Facility facility) {
    String time = TIME.format(LocalDateTime.now(ZoneId.systemDefault()));
    return Path.of("smtap-bug-report-" + facility.partition() + "-" + time + ".zip");
  }

  private void say(Path file, Bundle bundle) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("wrote " + file + ": " + bundle.taken().size() + " parts, listed in contents.txt");
    for (Bundle.Missing each : bundle.missing()) {
      out.println("without " + each.name() + ": " + each.why());
    }
    out.println("It names addresses, interfaces and ports of this machine, no frame, no payload.");
    out.flush();
  }
}
