package dev.smtap.global;

import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.posix.SystemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a node takes part in the spreading of flows at one moment, and its words between a node and
 * the smtap command: {@code weight=1 draining=no usual=round-robin,0 80=least-flows,60}, the latter
 * a port and its rule, affinities in seconds. Immutable.
 *
 * @param weight how many flows it gets compared with others
 * @param isDraining whether it gets no new ones
 * @param rules how it spreads those that come in at it
 */
public record BalanceState(int weight, boolean isDraining, BalanceRules rules) {
  private static final String WEIGHT = "weight";
  private static final String DRAINING = "draining";
  private static final String USUAL = "usual";

  /** Writes the words. */
  public String words() {
    StringBuilder text = new StringBuilder();
    text.append(WEIGHT).append('=').append(weight);
    text.append(' ').append(DRAINING).append('=').append(isDraining ? "yes" : "no");
    text.append(' ').append(USUAL).append('=').append(rule(rules.usual()));
    rules
        .ports()
        .forEach((port, rule) -> text.append(' ').append(port).append('=').append(rule(rule)));
    return text.toString();
  }

  private static String rule(Rule rule) {
    return rule.policy() + "," + rule.affinity().toSeconds();
  }

  /**
   * Reads the words; those with names that are not known here are left out, because a newer node
   * may say more.
   *
   * @throws SystemException if something does not belong there
   */
  public static BalanceState parse(String words) throws SystemException {
    Map<String, String> values = new TreeMap<>();
    Map<Integer, Rule> ports = new TreeMap<>();
    for (String word : words.strip().split(" +", -1)) {
      int equals = word.indexOf('=');
      String name = word.substring(0, Math.max(equals, 0));
      String value = word.substring(equals + 1);
      Optional<Integer> port = number(name).filter(BalanceRules::isPort);
      if (port.isPresent()) {
        ports.put(port.get(), rule(words, value));
      } else {
        values.put(name, value);
      }
    }
    int weight = number(values.getOrDefault(WEIGHT, "")).orElse(0);
    if (!GlobalSettings.isWeight(weight) || ports.size() > BalanceRules.MOST_PORTS) {
      throw wrong(words);
    }
    boolean isDraining = "yes".equals(values.get(DRAINING));
    Rule usual = rule(words, values.getOrDefault(USUAL, ""));
    return new BalanceState(weight, isDraining, new BalanceRules(usual, ports));
  }

  private static Rule rule(String words, String text) throws SystemException {
    int comma = Math.max(text.indexOf(','), 0);
    Optional<BalancePolicy> policy = BalancePolicy.parse(text.substring(0, comma));
    int seconds = number(text.substring(comma).replaceFirst(",", "")).orElse(-1);
    if (policy.isEmpty() || !Rule.isAffinity(seconds)) {
      throw wrong(words);
    }
    return new Rule(policy.get(), Duration.ofSeconds(seconds));
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static SystemException wrong(String words) {
    return SystemException.because(
        "read",
        "how a node spreads flows",
        "it says '" + words + "'",
        "use the version of smtap that runs the node");
  }
}
