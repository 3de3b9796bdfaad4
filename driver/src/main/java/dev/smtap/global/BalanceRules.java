package dev.smtap.global;

import java.time.Duration;
import java.util.Map;

/**
 * How new flows of a network are spread over the nodes. Immutable.
 *
 * @param usual for ports without a rule of their own
 * @param ports rules of single ports, of every protocol
 */
public record BalanceRules(Rule usual, Map<Integer, Rule> ports) {
  /** Each node in turn. */
  public static final BalanceRules DEFAULT =
      new BalanceRules(new Rule(BalancePolicy.ROUND_ROBIN, Duration.ZERO), Map.of());

  /**
   * A rule.
   *
   * @param policy how a node is picked
   * @param affinity how long a source keeps its node after its last new flow; zero for not at all
   */
  public record Rule(BalancePolicy policy, Duration affinity) {
    public Rule {
      if (affinity.isNegative() || affinity.compareTo(FlowTimeouts.LONGEST) > 0) {
        throw new IllegalArgumentException(
            "an affinity of " + affinity + " is not between 0 and " + FlowTimeouts.LONGEST);
      }
    }
  }

  public BalanceRules {
    ports = Map.copyOf(ports);
  }

  /** The rule of a port. */
  Rule of(int port) {
    return ports.getOrDefault(port, usual);
  }
}
