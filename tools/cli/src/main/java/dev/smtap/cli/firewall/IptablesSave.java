package dev.smtap.cli.firewall;

import dev.smtap.cli.firewall.Rule.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what iptables-save(8) and its siblings print. What it does not know may hold or not. */
final class IptablesSave {
  private final String program;
  private final String family;
  private final List<Chain> chains = new ArrayList<>();
  private String table = "";

  private IptablesSave(String program) {
    this.program = program;
    this.family = program.startsWith("ip6") ? "ip6" : "ip";
  }

  /**
   * Reads a ruleset.
   *
   * @param program what rules are put in with, such as {@code iptables-nft}
   */
  static List<Chain> parse(String program, String text) {
    IptablesSave reader = new IptablesSave(program);
    text.lines().forEach(reader::line);
    return reader.chains;
  }

  private void line(String line) {
    if (line.startsWith("*")) {
      table = line.substring(1);
    } else if (line.startsWith(":")) {
      String[] words = line.substring(1).split(" ", -1);
      addChain(words[0], words.length > 1 && words[1].equals("DROP"));
    } else if (line.startsWith("-A ")) {
      addRule(words(line));
    }
  }

  private void addChain(String name, boolean drops) {
    // Address translation comes by once a flow and drops nothing.
    String hook =
        table.equals("nat")
            ? ""
            : switch (name) {
              case "PREROUTING" -> Chain.PREROUTING;
              case "FORWARD" -> Chain.FORWARD;
              default -> "";
            };
    int priority =
        switch (table) {
          case "raw" -> -300;
          case "mangle" -> -150;
          case "security" -> 50;
          default -> 0;
        };
    chains.add(new Chain(new Chain.Table(program, family, table), name, hook, priority, drops));
  }

  /** Words, of which those in quotes may have blanks. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char each = line.charAt(i);
      if (each == '"') {
        quoted = !quoted;
      } else if (each == ' ' && !quoted) {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(each);
      }
    }
    words.add(word.toString());
    return words;
  }

  private void addRule(List<String> words) {
    List<Condition> conditions = new ArrayList<>();
    Rule rule = new Rule(List.of(), Action.NOTHING);
    boolean isNegated = false;
    for (int i = 2; i < words.size(); i++) {
      String option = words.get(i);
      String value = i + 1 < words.size() ? words.get(i + 1) : "";
      switch (option) {
        case "!" -> isNegated = true;
        case "-m", "--comment" -> i++;
        case "-j", "-g" -> {
          rule = end(option, words.subList(i + 1, words.size()));
          i = words.size();
        }
        default -> {
          if (option.startsWith("-")) {
            Condition condition = condition(option, value);
            conditions.add(isNegated ? condition.negated() : condition);
            isNegated = false;
          }
        }
      }
    }
    for (Chain each : chains) {
      if (each.name().equals(words.get(1)) && each.table().name().equals(table)) {
        each.rules().add(new Rule(conditions, rule.action(), rule.target()));
      }
    }
  }

  private static Condition condition(String option, String value) {
    return switch (option) {
      case "-d" -> Condition.destination(value);
      case "-s" -> Condition.source(value);
      case "-p" -> Condition.protocol(value);
      case "-i" -> Condition.incoming(value);
      case "-o" -> Condition.outgoing(value);
      case "--ctstatus" -> Condition.status(value.toLowerCase(Locale.ROOT));
      case "--ctstate", "--state" -> Condition.state(states(value));
      default -> Condition.UNKNOWN;
    };
  }

  private static Set<String> states(String list) {
    return Arrays.stream(list.toLowerCase(Locale.ROOT).split(",", -1)).collect(Collectors.toSet());
  }

  private static Rule end(String option, List<String> target) {
    String name = target.isEmpty() ? "" : target.getFirst();
    List<Condition> none = List.of();
    return switch (name) {
      case "ACCEPT" -> new Rule(none, Action.ACCEPT);
      case "DROP", "REJECT" -> new Rule(none, Action.DROP);
      case "RETURN" -> new Rule(none, Action.RETURN);
      case "NOTRACK" -> new Rule(none, Action.NOTRACK);
      case "DNAT", "REDIRECT" -> new Rule(none, Action.TRANSLATE);
      case "CT" -> new Rule(none, target.contains("--notrack") ? Action.NOTRACK : Action.NOTHING);
      default -> new Rule(none, option.equals("-g") ? Action.GOTO : Action.JUMP, name);
    };
  }
}
