package dev.smtap.global;

/**
 * What an operator can set about an adapter of a global network before it starts. Immutable.
 *
 * @param rules how it spreads the new flows that come in at it
 * @param weight how many flows its node gets compared with others
 * @param timeouts how long its connection table keeps idle flows
 * @param ports whether its node's outgoing connections take their ports from a share
 * @param refusal who is told that no node has a socket
 */
public record GlobalSettings(
    BalanceRules rules, int weight, FlowTimeouts timeouts, PortSharing ports, Refusal refusal) {
  /** The defaults. */
  public static final GlobalSettings DEFAULT =
      new GlobalSettings(
          BalanceRules.DEFAULT, 1, FlowTimeouts.DEFAULT, PortSharing.OFF, Refusal.PARTITION);

  /** The highest weight. */
  public static final int MOST_WEIGHT = Balancer.MOST_WEIGHT;

  public GlobalSettings {
    if (!isWeight(weight)) {
      throw new IllegalArgumentException("a weight is 1 to " + MOST_WEIGHT + ", not " + weight);
    }
  }

  /** Whether a node can have this weight. */
  public static boolean isWeight(int weight) {
    return weight >= 1 && weight <= MOST_WEIGHT;
  }

  /** The same with other rules and another weight. */
  public GlobalSettings withBalance(BalanceRules otherRules, int otherWeight) {
    return new GlobalSettings(otherRules, otherWeight, timeouts, ports, refusal);
  }

  /** The same with other timeouts. */
  public GlobalSettings withTimeouts(FlowTimeouts others) {
    return new GlobalSettings(rules, weight, others, ports, refusal);
  }

  /** The same with ports shared out, or not. */
  public GlobalSettings withPorts(PortSharing sharing) {
    return new GlobalSettings(rules, weight, timeouts, sharing, refusal);
  }

  /** The same with others being told. */
  public GlobalSettings withRefusal(Refusal other) {
    return new GlobalSettings(rules, weight, timeouts, ports, other);
  }
}
