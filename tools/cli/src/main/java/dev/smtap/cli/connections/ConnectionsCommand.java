package dev.smtap.cli.connections;

import dev.smtap.cli.Commands;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code smtap connections}: shows the connection tables and the directory. */
public final class ConnectionsCommand implements Callable<Integer> {
  private static final int TEXT_LIMIT = 1_000;

  private final CommandSpec spec;

  private ConnectionsCommand() {
    this.spec =
        Commands.command(
            "connections",
            this,
            "Shows which node has which flow of the global networks of a partition, and which"
                + " listeners and addresses each node publishes. A listener on any address is"
                + " written as ss does: * takes IPv4 and IPv6, 0.0.0.0 and [::] one of them. A"
                + " flow's age counts from when its node got it, to 48 days. Reads the shared"
                + " memory: no node has to run or to answer.");
  }

  /** The command with its options. */
  public static CommandSpec spec() {
    CommandSpec spec = PlaceOptions.addTo(new ConnectionsCommand().spec);
    spec.addOption(
        Commands.option("--node", Integer.class, "ID", "Only what this node has and publishes."));
    spec.addOption(
        Commands.option(
            "--limit",
            Integer.class,
            "N",
            "Flows, and listeners, that are shown; 1000 if not given, and all with --json."));
    return Commands.withHelp(
        spec.addOption(Commands.flag("--json", "For programs: one line of JSON, not sorted.")));
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    Optional<Integer> node = Commands.value(parsed, "--node", Integer.class);
    Optional<Integer> limit = Commands.value(parsed, "--limit", Integer.class);
    if (limit.isPresent() && limit.get() < 0) {
      throw new ParameterException(
          spec.commandLine(), "cannot show " + limit.get() + " rows: take a number from 0 on");
    }
    Facility facility = PlaceOptions.of(parsed).openExisting();
    if (node.isPresent() && !facility.nodeIds().contains(node.get())) {
      throw SystemException.because(
          "show node",
          String.valueOf(node.get()),
          "there is none in " + facility.directory(),
          "'smtap status' shows those that are");
    }
    try (GlobalNetworks networks =
        new GlobalNetworks(facility, id -> node.isEmpty() || node.get() == id)) {
      show(facility, networks, limit, parsed.hasMatchedOption("--json"));
    }
    return 0;
  }

  private void show(
      Facility facility, GlobalNetworks networks, Optional<Integer> limit, boolean isJson)
      throws SystemException {
    String partition = facility.partition();
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      long most = limit.map(Integer::longValue).orElse(Long.MAX_VALUE);
      ConnectionsJson.write(out, partition, networks, most);
      out.println();
    } else {
      out.print(ConnectionsText.of(partition, networks, limit.orElse(TEXT_LIMIT)));
    }
    out.flush();
  }
}
