package dev.smtap.global;

/** How a node is picked out of several. Any thread. */
public enum BalancePolicy {
  /** Each in turn. */
  ROUND_ROBIN,
  /** In turn, each as often as its weight says. */
  WEIGHTED,
  /** The one with the fewest flows for its weight. */
  LEAST_FLOWS
}
