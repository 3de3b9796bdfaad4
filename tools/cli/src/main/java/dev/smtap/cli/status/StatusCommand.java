package dev.smtap.cli.status;

import dev.smtap.cli.Commands;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.posix.SystemException;
import java.io.PrintWriter;
import java.util.Optional;
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
    spec.addOption(
        Commands.option(
            "--adapter",
            String.class,
            "IFNAME",
            "Only adapters of this name, and all about them: what ethtool cannot know of a TAP."));
    spec.addOption(
        Commands.option("--node", Integer.class, "ID", "Only this node and its adapters."));
    return Commands.withHelp(
        spec.addOption(Commands.flag("--json", "For programs: one line of JSON.")));
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    Optional<String> adapter = Commands.value(parsed, "--adapter", String.class);
    Optional<Integer> node = Commands.value(parsed, "--node", Integer.class);
    PartitionStatus whole = PartitionReader.read(PlaceOptions.of(parsed).openExisting());
    PartitionStatus status = new Selection(node, adapter).of(whole);
    PrintWriter out = spec.commandLine().getOut();
    if (parsed.hasMatchedOption("--json")) {
      StatusJson.write(out, status);
      out.println();
    } else {
      out.print(adapter.isPresent() ? AdapterText.of(status) : StatusText.of(status));
    }
    out.flush();
    return 0;
  }
}
