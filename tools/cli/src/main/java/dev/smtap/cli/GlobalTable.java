package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.global.FlowTimeouts;
import dev.smtap.global.GlobalSettings;
import dev.smtap.global.PortSharing;
import dev.smtap.global.Refusal;
import dev.smtap.node.Allowed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a table of the configuration file, {@code [[node.global]]}, says about a global network: in
 * it one {@code [[node.global.port]]} for each port with a rule of its own, and {@code
 * [node.global.timeouts]}, see {@link TimeoutsTable}.
 *
 * @param table the table
 */
record GlobalTable(ConfigTable table) {
  private static final String FLOWS = "flows";
  private static final String WEIGHT = "weight";
  private static final String BALANCE = "balance";
  private static final String AFFINITY = "affinity";
  private static final String PORT = "port";
  private static final String PORTS = "ports";
  private static final String TIMEOUTS = "timeouts";
  private static final String REFUSE = "refuse";
  private static final List<String> KEYS =
      List.of(FLOWS, TIMEOUTS, PORTS, REFUSE, BALANCE, AFFINITY, WEIGHT, PORT);
  private static final Set<String> PORT_KEYS = Set.of(PORT, BALANCE, AFFINITY);

  /** Refuses keys that are neither here nor among those of all adapters. */
  void check(NetworkKind kind, Set<String> others) {
    Set<String> known = new HashSet<>(others);
    known.addAll(KEYS);
    table.check(known);
    for (String key : KEYS) {
      if (kind == NetworkKind.LOCAL && table.has(key)) {
        table.wrong(key, Adapters.whyNot(key), "move it to [[node.global]], or take it away");
      }
    }
  }

  /** What is set. */
  GlobalSettings settings() {
    int weight = table.number(WEIGHT, Allowed::weight).orElse(1);
    BalanceRules rules = BalanceRules.DEFAULT.withUsual(rule(table, Rule.DEFAULT));
    for (ConfigTable each : table.tables(PORT)) {
      each.check(PORT_KEYS);
      if (!each.requires(PORT, "1 to 65535")) {
        continue;
      }
      int port = each.number(PORT, Allowed::port).orElse(0);
      if (port == 0) {
        continue;
      }
      if (rules.ports().containsKey(port) || !rules.hasRoomFor(port)) {
        each.wrong(
            PORT,
            "it is there twice, or beyond the " + BalanceRules.MOST_PORTS + " that can have rules",
            "take some away");
      } else {
        rules = rules.with(port, rule(each, rules.usual()));
      }
    }
    FlowTimeouts timeouts =
        table
            .table(TIMEOUTS)
            .map(each -> new TimeoutsTable(each).timeouts())
            .orElse(FlowTimeouts.DEFAULT);
    return GlobalSettings.DEFAULT
        .withBalance(rules, weight)
        .withTimeouts(timeouts)
        .withPorts(ports())
        .withRefusal(refusal());
  }

  private Refusal refusal() {
    return table
        .known(REFUSE, Refusal::parse, "write " + Refusal.WORDS)
        .orElse(GlobalSettings.DEFAULT.refusal());
  }

  private PortSharing ports() {
    return table
        .known(PORTS, PortSharing::parse, "write " + PortSharing.WORDS)
        .orElse(PortSharing.OFF);
  }

  /** A rule; what is not said is as usual. */
  private static Rule rule(ConfigTable table, Rule usual) {
    Rule rule =
        table
            .known(BALANCE, BalancePolicy::parse, "write " + BalancePolicy.WORDS)
            .map(usual::with)
            .orElse(usual);
    Optional<Integer> affinity = table.number(AFFINITY, Allowed::affinity);
    return affinity.isPresent() ? rule.with(Duration.ofSeconds(affinity.get())) : rule;
  }
}
