package dev.smtap.cli.status;

import dev.smtap.cli.Commands;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.posix.SystemException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code smtap status}: shows a partition. */
public final class StatusCommand implements Callable<Integer> {
  private final CommandSpec spec;

  private StatusCommand() {
    this.spec =
        Commands.command(
            "status",
            this,
            "Shows the nodes, networks, adapters, rings and drops of a partition. Reads the shared"
                + " memory: no node has to run or to answer.");
  }

  /** The command with its options. */
  public static CommandSpec spec() {
    CommandSpec spec = PlaceOptions.addTo(new StatusCommand().spec);
    return Commands.withHelp(
        spec.addOption(Commands.flag("--json", "For programs: one line of JSON.")));
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    PartitionStatus status = PartitionReader.read(PlaceOptions.of(parsed).openExisting());
    if (parsed.hasMatchedOption("--json")) {
      spec.commandLine().getOut().println(StatusJson.of(status));
    } else {
      spec.commandLine().getOut().print(StatusText.of(status));
    }
    spec.commandLine().getOut().flush();
    return 0;
  }
}
