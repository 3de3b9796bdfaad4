package dev.smtap.cli.firewall;

import dev.smtap.cli.firewall.Rule.Action;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@code nft -j list ruleset} prints (libnftables-json(5)). What it does not know may
 * hold or not.
 */
final class NftRuleset {
  private final List<Chain> chains = new ArrayList<>();

  private NftRuleset() {}

  static List<Chain> parse(String json) throws SystemException {
    NftRuleset reader = new NftRuleset();
    List<JsonValue> all = JsonValue.parse(json).get("nftables").elements();
    all.stream().filter(each -> each.has("chain")).forEach(each -> reader.chain(each.get("chain")));
    all.stream().filter(each -> each.has("rule")).forEach(each -> reader.rule(each.get("rule")));
    return reader.chains;
  }

  private static Chain.Table table(JsonValue of) {
    return new Chain.Table(Chain.Table.NFT, of.get("family").text(), of.get("table").text());
  }

  private void chain(JsonValue chain) {
    boolean isFilter = chain.get("type").text().equals("filter");
    chains.add(
        new Chain(
            table(chain),
            chain.get("name").text(),
            isFilter ? chain.get("hook").text() : "",
            isFilter ? number(chain.get("prio").text()) : 0,
            chain.get("policy").text().equals("drop")));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private void rule(JsonValue rule) {
    Chain.Table table = table(rule);
    String name = rule.get("chain").text();
    for (Chain each : chains) {
      if (each.name().equals(name) && each.table().equals(table)) {
        addRule(each.rules(), rule.get("expr").elements());
      }
    }
  }

  /** One rule for each that the expressions amount to: a map of verdicts is several. */
  private static void addRule(List<Rule> rules, List<JsonValue> expressions) {
    List<Condition> conditions = new ArrayList<>();
    for (JsonValue each : expressions) {
      String kind = each.firstName();
      switch (kind) {
        case "match" -> conditions.add(NftMatch.of(each.get(kind)));
        case "vmap" -> addMap(rules, conditions, each.get(kind));
        case "limit", "quota" -> conditions.add(Condition.UNKNOWN);
        case "xt" -> conditions.add(Condition.UNKNOWN);
        default -> addVerdict(rules, conditions, each);
      }
    }
  }

  private static void addMap(List<Rule> rules, List<Condition> conditions, JsonValue map) {
    for (JsonValue entry : map.get("data").get("set").elements()) {
      List<JsonValue> pair = entry.elements();
      if (pair.size() == 2) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(NftMatch.of(map.get("key"), pair.getFirst()));
        addVerdict(rules, all, pair.getLast());
      }
    }
  }

  private static void addVerdict(
      List<Rule> rules, List<Condition> conditions, JsonValue expression) {
    String kind = expression.firstName();
    String target = expression.get(kind).get("target").text();
    switch (kind) {
      case "accept", "queue" -> rules.add(new Rule(conditions, Action.ACCEPT));
      case "drop", "reject" -> rules.add(new Rule(conditions, Action.DROP));
      case "return" -> rules.add(new Rule(conditions, Action.RETURN));
      case "notrack" -> rules.add(new Rule(conditions, Action.NOTRACK));
      case "dnat", "redirect" -> rules.add(new Rule(conditions, Action.TRANSLATE));
      case "jump" -> rules.add(new Rule(conditions, Action.JUMP, target));
      case "goto" -> rules.add(new Rule(conditions, Action.GOTO, target));
      default -> {
        // Counts, logs, marks: nothing that decides.
      }
    }
  }
}
