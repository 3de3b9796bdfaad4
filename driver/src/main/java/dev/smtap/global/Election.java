package dev.smtap.global;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which node answers for a global address on a segment: the one with the lowest node ID of those
 * that offer it. Every node finds out for itself, from the same facts; while these differ, two
 * nodes answer for a moment or none does. Pure functions.
 */
public final class Election {
  private Election() {}

  /**
   * Those of a node's offers that it holds.
   *
   * @param nodeId this node
   * @param own its offers
   * @param peers what each other living node offers, by node ID; one that drains is among them, one
   *     that is hung is not
   */
  public static Set<Offer> held(
      int nodeId, Set<Offer> own, Map<Integer, ? extends Collection<SegmentAddress>> peers) {
    Set<SegmentAddress> taken = new HashSet<>();
    peers.forEach((peer, offered) -> {
      if (peer < nodeId) {
        taken.addAll(offered);
      }
    });
    Set<Offer> held = new HashSet<>(own);
    held.removeIf(each -> taken.contains(each.what()));
    return held;
  }
}
