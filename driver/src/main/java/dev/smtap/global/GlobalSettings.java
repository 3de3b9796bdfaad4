package dev.smtap.global;

/**
 * What an operator can set about an adapter of a global network before it starts. Immutable.
 *
 * @param rules how it spreads the new flows that come in at it
 * @param weight how many flows its node gets compared with others
 */
public record GlobalSettings(BalanceRules rules, int weight) {
  /** The defaults. */
  public static final GlobalSettings DEFAULT = new GlobalSettings(BalanceRules.DEFAULT, 1);

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
}
