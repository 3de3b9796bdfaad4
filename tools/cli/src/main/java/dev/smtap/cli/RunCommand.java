package dev.smtap.cli;

import dev.smtap.cli.service.Planned;
import dev.smtap.cli.service.Service;
import dev.smtap.facility.NetworkKind;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code smtap run}: runs nodes in the foreground. */
final class RunCommand implements Callable<Integer> {
  static final Path DEFAULT_FILE = Path.of("/etc/smtap/smtap.toml");

  private final CommandSpec spec;

  private RunCommand() {
    this.spec =
        Commands.command(
            "run",
            this,
            "Runs nodes in the foreground: one that the flags describe, or those of the"
                + " configuration file. Prints 'ready' when every interface exists; SIGTERM ends"
                + " it.");
  }

  static CommandSpec spec() {
    CommandSpec spec = PlaceOptions.addTo(new RunCommand().spec);
    spec.addOption(
        Commands.option(
            "--node",
            Integer.class,
            "ID",
            "The node's ID, 1 to 65534; the first free one if not given."));
    spec.addOption(
        Commands.option(
            "--netns",
            String.class,
            "NAME|PATH|PID",
            "The node's network namespace; that of smtap if not given."));
    spec.addOption(
        Commands.option(
            "--config",
            Path.class,
            "FILE",
            "Configuration file; /etc/smtap/smtap.toml if not given and there."));
    spec.addOption(
        Commands.repeatable(
            "--local",
            Adapters.LOCAL_FORM,
            "An interface on a local network, named like the interface; may repeat."));
    spec.addOption(
        Commands.repeatable(
            "--global",
            Adapters.GLOBAL_FORM,
            "An interface on a global network, whose addresses belong to all nodes together; flows:"
                + " how many its connection table holds; balance and affinity: how this node"
                + " spreads new flows, and weight: its own share of them, until 'smtap balance'"
                + " says otherwise; ports: whether connections that it opens take their ports from a"
                + " share of its own; refuse: who is told that no node has a socket; may repeat."));
    return Commands.withHelp(RunOptions.addTo(spec));
  }

  @Override
  public Integer call() throws SystemException, InterruptedException {
    ParseResult parsed = spec.commandLine().getParseResult();
    Optional<ConfigFile> config = configured(parsed);
    return Service.runUntilStopped(
        firstPlan(parsed, config), () -> plan(parsed, configured(parsed)));
  }

  private static Optional<ConfigFile> configured(ParseResult parsed) throws SystemException {
    Path named = Commands.value(parsed, "--config", Path.class).orElse(null);
    return ConfigFile.read(named, DEFAULT_FILE);
  }

  /** What is wrong with flags is wrong usage. */
  private Planned firstPlan(ParseResult parsed, Optional<ConfigFile> config) {
    try {
      return plan(parsed, config);
    } catch (SystemException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Planned plan(ParseResult parsed, Optional<ConfigFile> config)
      throws SystemException {
    Settings flags = RunOptions.settings(parsed, PlaceOptions.of(parsed));
    Settings settings = config.map(each -> flags.or(each.settings())).orElse(flags);
    List<NodeSettings> nodes = config.map(ConfigFile::nodes).orElse(List.of());
    List<NodeConfig> configs = new RunPlan(settings).of(RunPlan.choose(ofFlags(parsed), nodes));
    return new Planned(configs, settings.metrics(), settings.snmp().ifWanted());
  }

  private static RunPlan.Flags ofFlags(ParseResult parsed) throws SystemException {
    List<AdapterSettings> adapters = new ArrayList<>();
    for (String text : parsed.matchedOptionValue("--local", List.<String>of())) {
      adapters.add(Adapters.parse(NetworkKind.LOCAL, text));
    }
    for (String text : parsed.matchedOptionValue("--global", List.<String>of())) {
      adapters.add(Adapters.parse(NetworkKind.GLOBAL, text));
    }
    return new RunPlan.Flags(
        Commands.value(parsed, "--node", Integer.class),
        Commands.value(parsed, "--netns", String.class),
        List.copyOf(adapters));
  }
}
