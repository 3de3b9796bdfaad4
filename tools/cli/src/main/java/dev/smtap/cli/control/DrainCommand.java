package dev.smtap.cli.control;

import dev.smtap.cli.Commands;
import dev.smtap.cli.ControlOption;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.cli.connections.Entry;
import dev.smtap.cli.connections.GlobalNetworks;
import dev.smtap.facility.Facility;
import dev.smtap.node.ControlRequest;
import dev.smtap.posix.SystemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code smtap drain} and {@code smtap undrain}: whether a node gets new flows. */
public final class DrainCommand implements Callable<Integer> {
  private static final String NODE = "NODE";
  private static final String WAIT = "--wait";
  private static final String NO_LIMIT = "-1";

  private final CommandSpec spec;
  private final String verb;

  private DrainCommand(String verb, String description) {
    this.verb = verb;
    this.spec = Commands.command(verb, this, description);
  }

  /** The command that drains. */
  public static CommandSpec drain() {
    CommandSpec spec =
        withOptions(
            new DrainCommand(
                ControlRequest.DRAIN,
                "Lets a node get no new flows of its global networks; those that it has go on to"
                    + " their end. Says how many are left, in the tables of all nodes. Holds until"
                    + " 'smtap undrain', or until the node is started again."));
    spec.addOption(
        OptionSpec.builder(WAIT)
            .type(Integer.class)
            .arity("0..1")
            .fallbackValue(NO_LIMIT)
            .paramLabel("SECONDS")
            .description(
                "Wait until no flow is left, for as long as it takes, or (--wait=SECONDS) fail when"
                    + " some are left then.")
            .build());
    return Commands.withHelp(spec);
  }

  /** The command that ends it. */
  public static CommandSpec undrain() {
    return Commands.withHelp(
        withOptions(
            new DrainCommand(
                ControlRequest.UNDRAIN,
                "Lets a node get new flows of its global networks again.")));
  }

  private static CommandSpec withOptions(DrainCommand command) {
    CommandSpec spec = ControlOption.addTo(PlaceOptions.addTo(command.spec));
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(NODE)
            .type(Integer.class)
            .arity("1")
            .required(true)
            .description("ID of the node.")
            .build());
    return Targets.addTo(spec);
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    int nodeId = parsed.matchedPositionalValue(0, 0);
    Optional<Integer> wait =
        verb.equals(ControlRequest.DRAIN)
            ? Commands.value(parsed, WAIT, Integer.class)
            : Optional.empty();
    if (wait.isPresent() && wait.get() < Integer.parseInt(NO_LIMIT)) {
      throw new ParameterException(
          spec.commandLine(), "cannot wait for " + wait.get() + " s: take a number from 0 on");
    }
    Facility facility = PlaceOptions.of(parsed).openExisting();
    Targets targets = Targets.of(parsed, facility);
    NodeCaller caller = new NodeCaller(ControlOption.files(parsed, facility));
    List<Entry> about;
    try (GlobalNetworks networks = new GlobalNetworks(facility, id -> id == nodeId)) {
      about = targets.ofNode(networks, nodeId, verb);
    }
    for (Entry each : about) {
      ControlRequest request =
          new ControlRequest(verb, Map.of(ControlRequest.NETWORK, each.network()));
      String _ = caller.ask(nodeId, request, verb);
    }
    if (verb.equals(ControlRequest.UNDRAIN)) {
      about.forEach(each ->
          say("node " + nodeId + " gets new flows of network " + each.network() + " again"));
    } else {
      drained(new FlowsLeft(facility, about), wait);
    }
    return CommandLine.ExitCode.OK;
  }

  private void drained(FlowsLeft flows, Optional<Integer> wait) throws SystemException {
    flows.sentences().forEach(this::say);
    if (wait.isPresent()) {
      say(flows.await(wait.get()));
    }
  }

  private void say(String sentence) {
    spec.commandLine().getOut().println(sentence);
    spec.commandLine().getOut().flush();
  }
}
