package dev.smtap.cli.firewall;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A packet's ways through a chain: everything that may become of it. */
final class Walk {
  /** Chains form no circle in the kernel; in a file that is read they might. */
  private static final int DEEPEST = 32;

  private final List<Chain> chains;
  private final Packet packet;
  private final Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
  private boolean untracked;

  /** What may become of a packet. */
  enum Outcome {
    ACCEPTED,
    DROPPED
  }

  private Walk(List<Chain> chains, Packet packet) {
    this.chains = chains;
    this.packet = packet;
  }

  /** What may become of a packet in a chain to which it comes by itself. */
  static Set<Outcome> outcomes(List<Chain> chains, Chain start, Packet packet) {
    return of(chains, start, packet).outcomes;
  }

  /** Whether a packet is kept from connection tracking in such a chain. */
  static boolean isUntracked(List<Chain> chains, Chain start, Packet packet) {
    return of(chains, start, packet).untracked;
  }

  private static Walk of(List<Chain> chains, Chain start, Packet packet) {
    Walk walk = new Walk(chains, packet);
    if (walk.comesOut(start, 0)) {
      walk.outcomes.add(start.dropsByPolicy() ? Outcome.DROPPED : Outcome.ACCEPTED);
    }
    return walk;
  }

  /** True if it may come to the end of a chain, or return from it. */
  private boolean comesOut(Chain chain, int depth) {
    boolean returns = false;
    for (Rule rule : chain.rules()) {
      Truth truth = rule.test(packet);
      if (truth == Truth.NO) {
        continue;
      }
      boolean goesOn =
          switch (rule.action()) {
            case ACCEPT -> ends(Outcome.ACCEPTED);
            case DROP -> ends(Outcome.DROPPED);
            case RETURN -> {
              returns = true;
              yield false;
            }
            case NOTRACK -> {
              // Who restricts such a rule to an interface or a port means the packets in question.
              untracked = true;
              yield true;
            }
            case JUMP -> follow(chain, rule, depth);
            case GOTO -> {
              returns |= follow(chain, rule, depth);
              yield false;
            }
            case TRANSLATE, NOTHING -> true;
          };
      if (truth == Truth.YES && !goesOn) {
        return returns;
      }
    }
    return true;
  }

  private boolean ends(Outcome outcome) {
    outcomes.add(outcome);
    return false;
  }

  private boolean follow(Chain from, Rule rule, int depth) {
    for (Chain each : chains) {
      boolean isTarget = each.name().equals(rule.target()) && each.table().equals(from.table());
      if (isTarget && depth < DEEPEST) {
        return comesOut(each, depth + 1);
      }
    }
    return true;
  }
}
