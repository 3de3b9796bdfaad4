package dev.smtap.global;

import java.util.Optional;

/** How a node is picked out of several. Any thread. */
public enum BalancePolicy {
  /** Each in turn. */
  ROUND_ROBIN("round-robin"),
  /** In turn, each as often as its weight says. */
  WEIGHTED("weighted"),
  /** The one with the fewest flows for its weight. */
  LEAST_FLOWS("least-flows");

  /** What {@link #parse} takes, for error messages. */
  public static final String WORDS = "round-robin, weighted or least-flows";

  private final String word;

  BalancePolicy(String word) {
    this.word = word;
  }

  /** The policy that a word means. */
  public static Optional<BalancePolicy> parse(String word) {
    return Words.parse(values(), word);
  }

  /** Its word on the command line and on screen. */
  @Override
  public String toString() {
    return word;
  }
}
