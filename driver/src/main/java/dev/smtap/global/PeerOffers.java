package dev.smtap.global;

import dev.smtap.local.Adapter;
import dev.smtap.local.Lane;
import dev.smtap.local.Lanes;
import dev.smtap.local.Peer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the other nodes of a global network offer: those that live, do not hang, and take packets
 * for their addresses. Costs little while nothing changes. Control thread only.
 */
final class PeerOffers {
  /** A publication takes some microseconds. */
  private static final int MOST_TRIES = 1_000;

  private final Adapter adapter;
  private Map<Lane, Known> known = Map.of();

  /** What was read of a node's area when its sequence stood there. */
  private record Known(long sequence, List<PublishedOffer> offers) {
    private static final Known NOTHING = new Known(-1, List.of());
  }

  PeerOffers(Adapter adapter) {
    this.adapter = adapter;
  }

  /** By node ID. What does not come to rest is taken to be as it was. */
  Map<Integer, List<PublishedOffer>> read() {
    Map<Lane, Known> next = new HashMap<>();
    Map<Integer, List<PublishedOffer>> found = new HashMap<>();
    Lanes lanes = adapter.lanes();
    for (int i = 0; i < lanes.count(); i++) {
      Lane lane = lanes.at(i);
      Known now = read(lane);
      next.put(lane, now);
      if (!now.offers.isEmpty()) {
        found.put(lane.peer().nodeId(), now.offers);
      }
    }
    known = next;
    return found;
  }

  private Known read(Lane lane) {
    Peer peer = lane.peer();
    try {
      DirectoryReader directory = peer.health() == Peer.Health.UP ? Members.directory(lane) : null;
      return directory != null && directory.isGlobal()
          ? read(directory, before(lane))
          : Known.NOTHING;
    } catch (InternalError e) {
      peer.loseIfGone();
      return Known.NOTHING;
    }
  }

  private Known before(Lane lane) {
    return known.getOrDefault(lane, Known.NOTHING);
  }

  private static Known read(DirectoryReader directory, Known before) {
    for (int i = 0; i < MOST_TRIES; i++) {
      long sequence = directory.sequence();
      if (sequence == before.sequence) {
        return before;
      }
      List<PublishedOffer> offers = new OfferArea(directory.position()).read();
      if (directory.isUnchangedSince(sequence)) {
        return new Known(sequence, offers);
      }
      Thread.onSpinWait();
    }
    return before;
  }
}
