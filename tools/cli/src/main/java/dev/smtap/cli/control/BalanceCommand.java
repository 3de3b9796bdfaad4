package dev.smtap.cli.control;

import dev.smtap.cli.Commands;
import dev.smtap.cli.ControlOption;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.cli.connections.Entry;
import dev.smtap.cli.connections.GlobalNetworks;
import dev.smtap.facility.Facility;
import dev.smtap.global.BalanceState;
import dev.smtap.node.ControlRequest;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code smtap balance}: how nodes spread new flows of global networks. */
public final class BalanceCommand implements Callable<Integer> {
  private static final String ATTEMPTED = "balance";
  private static final String PORT = "--port";
  private static final String AFFINITY = "--affinity";
  private static final String WEIGHT = "--weight";
  private static final String JSON = "--json";

  private final CommandSpec spec;

  private BalanceCommand() {
    this.spec =
        Commands.command(
            ATTEMPTED,
            this,
            "Changes how new flows of global networks are spread over the nodes, on all nodes that"
                + " run, because any of them may be the one that a flow comes in at; or shows it,"
                + " when nothing is to be changed. What is not named stays as it is, and flows stay"
                + " where they are. Holds until a node is started again: then, and on a node that"
                + " is started later, it is as --global of 'smtap run' or the configuration file"
                + " says (keys balance, affinity, weight).");
  }

  /** The command with its options. */
  public static CommandSpec spec() {
    CommandSpec spec = ControlOption.addTo(PlaceOptions.addTo(new BalanceCommand().spec));
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("POLICY")
            .type(String.class)
            .arity("0..1")
            .description(
                "round-robin: each node in turn. weighted: each as often as its weight says."
                    + " least-flows: the one with fewest for its weight. usual: the port has no rule"
                    + " of its own any more.")
            .build());
    Targets.addTo(spec);
    spec.addOption(
        Commands.option(
            PORT, Integer.class, "P", "A rule of this port's own; of all others if not given."));
    spec.addOption(
        Commands.option(
            AFFINITY,
            String.class,
            "SECONDS|off",
            "How long a client's address keeps its node after its last new flow."));
    spec.addOption(
        Commands.repeatable(
            WEIGHT, "NODE=W", "Weight of a node, 1 to 255, for weighted and least-flows."));
    return Commands.withHelp(
        spec.addOption(Commands.flag(JSON, "For programs: shows one line of JSON.")));
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    BalanceChange change = change(parsed);
    Facility facility = PlaceOptions.of(parsed).openExisting();
    Targets targets = Targets.of(parsed, facility);
    NodeCaller caller = new NodeCaller(ControlOption.files(parsed, facility));
    List<Entry> running;
    try (GlobalNetworks networks = new GlobalNetworks(facility, _ -> true)) {
      for (int nodeId : change.weights().keySet()) {
        List<Entry> _ = targets.ofNode(networks, nodeId, ATTEMPTED);
      }
      running = targets.running(networks, ATTEMPTED);
    }
    return change.isEmpty()
        ? show(facility, caller, running, parsed.hasMatchedOption(JSON))
        : apply(change, caller, running);
  }

  /** What is wrong with it is wrong usage. */
  private BalanceChange change(ParseResult parsed) {
    try {
      BalanceChange change =
          BalanceChange.of(
              Optional.ofNullable(parsed.matchedPositionalValue(0, null)),
              Commands.value(parsed, PORT, Integer.class),
              Commands.value(parsed, AFFINITY, String.class),
              parsed.matchedOptionValue(WEIGHT, List.of()));
      if (parsed.hasMatchedOption(JSON) && !change.isEmpty()) {
        throw SystemException.because(
            "use",
            JSON,
            "it shows, and something is to be changed",
            "show in a command of its own");
      }
      return change;
    } catch (SystemException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private int apply(BalanceChange change, NodeCaller caller, List<Entry> running) {
    SortedMap<String, List<String>> done = new TreeMap<>();
    boolean hasFailed = false;
    for (Entry each : running) {
      Optional<ControlRequest> request = change.request(each.node(), each.network());
      try {
        if (request.isPresent()) {
          String _ = caller.ask(each.node(), request.get(), ATTEMPTED);
          done.computeIfAbsent(each.network(), _ -> new ArrayList<>())
              .add(String.valueOf(each.node()));
        }
      } catch (SystemException e) {
        spec.commandLine().getErr().println("smtap: " + e.getMessage());
        hasFailed = true;
      }
    }
    done.forEach((network, nodes) ->
        say(
            "network "
                + network
                + ": set on "
                + (nodes.size() == 1 ? "node " : "nodes ")
                + String.join(", ", nodes)));
    return hasFailed ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private int show(Facility facility, NodeCaller caller, List<Entry> running, boolean isJson) {
    Map<Entry, BalanceState> states = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Entry each : running) {
      try {
        ControlRequest request =
            new ControlRequest(ControlRequest.SHOW, Map.of(ControlRequest.NETWORK, each.network()));
        states.put(each, BalanceState.parse(caller.ask(each.node(), request, "ask")));
      } catch (SystemException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    BalanceView view = new BalanceView(facility.partition(), states, problems);
    if (isJson) {
      say(view.json());
    } else {
      spec.commandLine().getOut().print(view.text());
      spec.commandLine().getOut().flush();
    }
    return problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
