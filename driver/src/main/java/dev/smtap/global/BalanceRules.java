package dev.smtap.global;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How new flows of a network are spread over the nodes. Immutable.
 *
 * @param usual for ports without a rule of their own
 * @param ports rules of single ports, of every protocol; sorted
 */
public record BalanceRules(Rule usual, Map<Integer, Rule> ports) {
  /** Ports that can have rules of their own. */
  public static final int MOST_PORTS = 64;

  /** Each node in turn. */
  public static final BalanceRules DEFAULT = new BalanceRules(Rule.DEFAULT, Map.of());

  private static final int HIGHEST_PORT = 65_535;

  /**
   * A rule.
   *
   * @param policy how a node is picked
   * @param affinity how long a source keeps its node after its last new flow; zero for not at all
   */
  public record Rule(BalancePolicy policy, Duration affinity) {
    /** The longest affinity. */
    public static final Duration LONGEST_AFFINITY = FlowTimeouts.LONGEST;

    /** Each node in turn. */
    public static final Rule DEFAULT = new Rule(BalancePolicy.ROUND_ROBIN, Duration.ZERO);

    public Rule {
      if (!isAffinity(affinity.toSeconds())) {
        throw new IllegalArgumentException(
            "an affinity of " + affinity + " is not between 0 and " + LONGEST_AFFINITY);
      }
    }

    /** Whether there can be an affinity of so many seconds. */
    public static boolean isAffinity(long seconds) {
      return seconds >= 0 && seconds <= LONGEST_AFFINITY.toSeconds();
    }

    /** The same affinity with another policy. */
    public Rule with(BalancePolicy other) {
      return new Rule(other, affinity);
    }

    /** The same policy with another affinity. */
    public Rule with(Duration other) {
      return new Rule(policy, other);
    }
  }

  public BalanceRules {
    ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    if (ports.size() > MOST_PORTS || !ports.keySet().stream().allMatch(BalanceRules::isPort)) {
      throw new IllegalArgumentException("too many ports, or one that is none: " + ports.keySet());
    }
  }

  /** Whether there can be a rule of this port. */
  public static boolean isPort(int port) {
    return port > 0 && port <= HIGHEST_PORT;
  }

  /** The rule of a port. */
  public Rule of(int port) {
    return ports.getOrDefault(port, usual);
  }

  /** The same with another rule for ports that have none of their own. */
  public BalanceRules withUsual(Rule rule) {
    return new BalanceRules(rule, ports);
  }

  /** Whether there is room for a rule of this port. */
  public boolean hasRoomFor(int port) {
    return ports.size() < MOST_PORTS || ports.containsKey(port);
  }

  /** The same with a port's own rule, where {@link #hasRoomFor} holds. */
  public BalanceRules with(int port, Rule rule) {
    Map<Integer, Rule> next = new TreeMap<>(ports);
    next.put(port, rule);
    return new BalanceRules(usual, next);
  }

  /** The same without a rule of this port's own. */
  public BalanceRules without(int port) {
    Map<Integer, Rule> next = new TreeMap<>(ports);
    next.remove(port);
    return new BalanceRules(usual, next);
  }
}
