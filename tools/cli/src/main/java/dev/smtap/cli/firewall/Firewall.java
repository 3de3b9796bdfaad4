package dev.smtap.cli.firewall;

import dev.smtap.cli.firewall.Walk.Outcome;
import java.net.InetAddress;
import java.util.ArrayList;
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
    Packet packet = new Packet(Packet.NEW, address, inside, outgoing, Packet.Origin.ANY_CLIENT);
    boolean isUntracked = isUntracked(packet);
    return chains.stream()
        .filter(each -> each.isOnTheWay() && concerns(each, packet))
        .map(each -> new Passage(chains, each, packet))
        .filter(each -> each.lets(Packet.NEW))
        .filter(each -> isUntracked ? !each.lets(Packet.UNTRACKED) : each.dropsInvalid())
        .findFirst()
        .map(each ->
            new OneWayTrouble(address, each.chain(), !isUntracked, !each.lets(Packet.UNTRACKED)));
  }

  private boolean isUntracked(Packet packet) {
    return chains.stream()
        .filter(Chain::isBeforeTracking)
        .filter(each -> concerns(each, packet))
        .anyMatch(each -> Walk.isUntracked(chains, each, packet.unrouted()));
  }

  /**
   * Chains that let nothing new from outside through to a GLOBAL interface. One that lets through
   * some of it, whatever that is, is as somebody wants it.
   *
   * @param incoming interfaces outside
   * @param way how packets go on here
   */
  public List<ClosedChain> closed(Set<String> incoming, ClosedChain.Way way) {
    List<Packet> packets = news(incoming, way);
    if (packets.isEmpty()) {
      return List.of();
    }
    return chains.stream()
        .filter(each -> each.isPassed() && concerns(each, packets.getFirst()))
        .filter(each -> !isBetterKnown(each))
        .filter(each -> packets.stream().noneMatch(packet -> letsIn(each, packet)))
        .map(each -> new ClosedChain(each, way, placeFor(each), dropsReplies(each, packets)))
        .toList();
  }

  private List<Packet> news(Set<String> incoming, ClosedChain.Way way) {
    boolean translates =
        chains.stream()
            .flatMap(each -> each.rules().stream())
            .anyMatch(each -> each.action() == Rule.Action.TRANSLATE);
    Truth isTranslated = translates ? Truth.MAYBE : Truth.NO;
    List<Packet> packets = new ArrayList<>();
    for (InetAddress address : way.addresses()) {
      for (String name : incoming) {
        for (String protocol : List.of("tcp", "udp", "sctp")) {
          Packet.Origin origin = new Packet.Origin(name, protocol, Truth.MAYBE, isTranslated);
          packets.add(new Packet(Packet.NEW, address, way.inside(), way.outgoing(), origin));
        }
      }
    }
    return packets;
  }

  /** What nft shows of the rules of iptables leaves out what only iptables understands. */
  private boolean isBetterKnown(Chain chain) {
    return chain.table().program().equals(Chain.Table.NFT)
        && chains.stream()
            .anyMatch(each ->
                each.isSameElsewhere(chain)
                    && !each.table().program().endsWith(Chain.Table.LEGACY));
  }

  private boolean letsIn(Chain chain, Packet packet) {
    Passage passage = new Passage(chains, chain, packet);
    return passage.lets(Packet.NEW) || (isUntracked(packet) && passage.lets(Packet.UNTRACKED));
  }

  private boolean dropsReplies(Chain chain, List<Packet> packets) {
    return packets.stream()
        .noneMatch(each -> new Passage(chains, chain, each).lets(Packet.ESTABLISHED));
  }

  /** A chain of the same table that is there for rules of the operator; else the chain itself. */
  private String placeFor(Chain chain) {
    return chains.stream()
        .filter(each -> each.table().equals(chain.table()) && chain.hook().equals(Chain.FORWARD))
        .map(Chain::name)
        .filter(ClosedChain.FOR_OPERATORS::contains)
        .findFirst()
        .orElse(chain.name());
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
