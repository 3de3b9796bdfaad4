package dev.smtap.cli.firewall;

import dev.smtap.cli.firewall.Walk.Outcome;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The packet filter of a network namespace. Immutable.
 *
 * @param chains all chains
 */
public record Firewall(List<Chain> chains) {
  public Firewall {
    chains = List.copyOf(chains);
  }

  /**
   * What stands in the way of flows of which only the way in comes by here: connection tracking
   * takes them for invalid from the third segment on, as it never saw the second.
   *
   * @param address the global address that they go to
   * @param inside interfaces of smtap here
   * @param outgoing the GLOBAL one, by which they go on
   */
  public Optional<OneWayTrouble> oneWayTrouble(
      InetAddress address, Set<String> inside, String outgoing) {
    Packet packet = new Packet(Packet.NEW, address, inside, outgoing);
    boolean isUntracked =
        chains.stream()
            .filter(Chain::isBeforeTracking)
            .filter(each -> concerns(each, packet))
            .anyMatch(each -> Walk.isUntracked(chains, each, packet.unrouted()));
    return chains.stream()
        .filter(each -> each.isOnTheWay() && concerns(each, packet))
        .map(each -> new Passage(chains, each, packet))
        .filter(each -> each.lets(Packet.NEW))
        .filter(each -> isUntracked ? !each.lets(Packet.UNTRACKED) : each.dropsInvalid())
        .findFirst()
        .map(each ->
            new OneWayTrouble(address, each.chain(), !isUntracked, !each.lets(Packet.UNTRACKED)));
  }

  private static boolean concerns(Chain chain, Packet packet) {
    return chain.table().families().contains(packet.family());
  }

  /** A chain that packets come through. */
  private record Passage(List<Chain> chains, Chain chain, Packet packet) {
    private Set<Outcome> outcomes(String state) {
      Packet seen = packet.withState(state);
      boolean isRouted = chain.hook().equals(Chain.FORWARD);
      return Walk.outcomes(chains, chain, isRouted ? seen : seen.unrouted().withState(state));
    }

    boolean lets(String state) {
      return outcomes(state).contains(Outcome.ACCEPTED);
    }

    /** Whether it drops as invalid what it would let through as part of a connection. */
    boolean dropsInvalid() {
      Set<Outcome> asItShould = outcomes(Packet.ESTABLISHED);
      Set<Outcome> asItIs = outcomes(Packet.INVALID);
      boolean dropsMore = asItIs.contains(Outcome.DROPPED) && !asItShould.contains(Outcome.DROPPED);
      boolean letsLess =
          !asItIs.contains(Outcome.ACCEPTED) && asItShould.contains(Outcome.ACCEPTED);
      return dropsMore || letsLess;
    }
  }
}
