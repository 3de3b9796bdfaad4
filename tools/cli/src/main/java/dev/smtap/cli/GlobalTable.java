package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.global.GlobalSettings;
import dev.smtap.posix.SystemException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a table of the configuration file, {@code [[node.global]]}, says about a global network: in
 * it one {@code [[node.global.port]]} for each port with a rule of its own.
 *
 * @param table the table
 */
record GlobalTable(ConfigTable table) {
  private static final String FLOWS = "flows";
  private static final String WEIGHT = "weight";
  private static final String BALANCE = "balance";
  private static final String AFFINITY = "affinity";
  private static final String PORT = "port";
  private static final List<String> KEYS = List.of(FLOWS, BALANCE, AFFINITY, WEIGHT, PORT);
  private static final Set<String> PORT_KEYS = Set.of(PORT, BALANCE, AFFINITY);

  /** Refuses keys that are neither here nor among those of all adapters. */
  void check(NetworkKind kind, Set<String> others) throws SystemException {
    Set<String> known = new HashSet<>(others);
    known.addAll(KEYS);
    table.check(known);
    for (String key : KEYS) {
      if (kind == NetworkKind.LOCAL && table.has(key)) {
        String why = key.equals(FLOWS) ? Adapters.NO_FLOWS : Adapters.NO_BALANCE;
        throw table.wrong(key, why, "move it to [[node.global]], or take it away");
      }
    }
  }

  /** What is set. */
  GlobalSettings settings() throws SystemException {
    int weight = table.number(WEIGHT).orElse(1);
    if (!GlobalSettings.isWeight(weight)) {
      throw table.wrong(
          WEIGHT, weight + " is out of range", "write 1 to " + GlobalSettings.MOST_WEIGHT);
    }
    BalanceRules rules = BalanceRules.DEFAULT.withUsual(rule(table, Rule.DEFAULT));
    for (ConfigTable each : table.tables(PORT)) {
      each.check(PORT_KEYS);
      int port = each.requiredNumber(PORT, "1 to 65535");
      if (!BalanceRules.isPort(port)) {
        throw each.wrong(PORT, port + " is out of range", "write 1 to 65535");
      }
      if (rules.ports().containsKey(port) || !rules.hasRoomFor(port)) {
        throw each.wrong(
            PORT,
            "it is there twice, or beyond the " + BalanceRules.MOST_PORTS + " that can have rules",
            "take some away");
      }
      rules = rules.with(port, rule(each, rules.usual()));
    }
    return new GlobalSettings(rules, weight);
  }

  /** A rule; what is not said is as usual. */
  private static Rule rule(ConfigTable table, Rule usual) throws SystemException {
    Rule rule = usual;
    Optional<String> policy = table.text(BALANCE);
    if (policy.isPresent()) {
      rule =
          rule.with(
              BalancePolicy.parse(policy.get())
                  .orElseThrow(() ->
                      table.wrong(
                          BALANCE,
                          "'" + policy.get() + "' is not known",
                          "write " + BalancePolicy.WORDS)));
    }
    Optional<Integer> affinity = table.number(AFFINITY);
    if (affinity.isPresent()) {
      if (!Rule.isAffinity(affinity.get())) {
        throw table.wrong(
            AFFINITY,
            affinity.get() + " is out of range",
            "write 0 to " + Rule.LONGEST_AFFINITY.toSeconds() + " seconds");
      }
      rule = rule.with(Duration.ofSeconds(affinity.get()));
    }
    return rule;
  }
}
