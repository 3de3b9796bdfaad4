package dev.smtap.global;

import dev.smtap.facility.OwnSection;
import dev.smtap.local.Adapter;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a GLOBAL interface means on segments outside: this node publishes where it can answer for
 * its global addresses, finds out from what the others publish where it must, and does. Two
 * segments with the same prefix are taken for one. Control thread only.
 */
final class OutsideSession {
  private static final Logger LOG = LoggerFactory.getLogger(OutsideSession.class);

  /** Others notice by a message within milliseconds, if that gets lost by the clock of a second. */
  private static final long HAND_OVER_NANOS = 1_200_000_000L;

  private static final long PARK_NANOS = 500_000;

  /** How often a node that offers nothing looks again though it was told of nothing. */
  private static final long FIND_EVERY_NANOS = 30_000_000_000L;

  private final OwnSection section;
  private final DirectoryWriter directory;
  private final PeerOffers peers;
  private final OfferFinder finder;
  private final OutsideVoice voice;
  private Set<InetAddress> lastGlobals = Set.of();
  private Set<Integer> lastAdapters = Set.of();
  private long nextFindNanos = System.nanoTime();
  private Set<Offer> offers = Set.of();
  private Set<Offer> held = Set.of();
  private Set<Offer> contested = Set.of();

  /**
   * Offers nothing yet.
   *
   * @param voice takes over
   */
  OutsideSession(
      Adapter adapter, DirectoryWriter directory, OfferFinder finder, OutsideVoice voice) {
    this.section = adapter.section();
    this.directory = directory;
    this.peers = new PeerOffers(adapter);
    this.finder = finder;
    this.voice = voice;
  }

  /**
   * Looks what can be offered now, and whose it is.
   *
   * @param globals the global addresses that are intercepted
   * @param adapters the numbers of smtap's own interfaces, which are not outside
   * @param isNews whether the kernel has told of a change of links or addresses
   */
  void update(Set<InetAddress> globals, Set<Integer> adapters, boolean isNews)
      throws SystemException {
    boolean isOther = isNews || !globals.equals(lastGlobals) || !adapters.equals(lastAdapters);
    long nowNanos = System.nanoTime();
    if (!isOther && !isUpdateDue(nowNanos)) {
      return;
    }
    boolean offeredNothing = offersNothing();
    offers = finder.find(globals, adapters);
    nextFindNanos = nowNanos + FIND_EVERY_NANOS;
    lastGlobals = globals;
    lastAdapters = adapters;
    // Where nothing is offered, as inside, the look ends here.
    if (!(offeredNothing && offers.isEmpty())) {
      elect();
    }
  }

  /**
   * Whether {@link #update} has something to do though the kernel has told nothing: always where
   * something is offered, so that others which are gone unnoticed are.
   */
  boolean isUpdateDue(long nowNanos) {
    return !offersNothing() || nextFindNanos - nowNanos <= 0;
  }

  /** Whether this node answers for nothing outside, and does not stand by to. */
  boolean offersNothing() {
    return offers.isEmpty() && held.isEmpty();
  }

  /** Looks whose the offers are: to be called whenever another node may offer something else. */
  void elect() throws SystemException {
    Map<Integer, List<PublishedOffer>> published = peers.read();
    Set<Offer> next = Election.held(section.nodeId(), offers, offered(published));
    try {
      voice.hold(next, System.nanoTime());
      tell(next);
      held = next;
      sayAgain(published.values());
    } finally {
      publish();
    }
  }

  /**
   * Another node may have answered too for a while, because it hung or was not heard of: when it
   * does not any more, hosts that believed it are told.
   */
  private void sayAgain(Collection<List<PublishedOffer>> published) throws SystemException {
    if (held.isEmpty() && contested.isEmpty()) {
      return;
    }
    Set<SegmentAddress> ofOthers = new HashSet<>();
    published.forEach(each ->
        each.stream().filter(PublishedOffer::isHeld).forEach(offer -> ofOthers.add(offer.what())));
    Set<Offer> next =
        held.stream().filter(each -> ofOthers.contains(each.what())).collect(Collectors.toSet());
    Set<Offer> settled = new HashSet<>(contested);
    settled.retainAll(held);
    settled.removeAll(next);
    contested = next;
    voice.sayAgain(settled, System.nanoTime());
  }

  private void tell(Set<Offer> next) {
    for (Offer each : next) {
      if (!held.contains(each)) {
        LOG.info("this node answers for {}", each.what());
      }
    }
    for (Offer each : held) {
      if (!next.contains(each)) {
        LOG.info("this node does not answer for {} any more", each.what());
      }
    }
  }

  private static Map<Integer, Set<SegmentAddress>> offered(
      Map<Integer, List<PublishedOffer>> published) {
    Map<Integer, Set<SegmentAddress>> found = new HashMap<>();
    published.forEach((node, all) -> found.put(node, whats(all)));
    return found;
  }

  private static Set<SegmentAddress> whats(Collection<PublishedOffer> all) {
    return all.stream().map(PublishedOffer::what).collect(Collectors.toSet());
  }

  /** Says what this node offers and holds, and lets the others look at it at once. */
  private void publish() {
    Set<PublishedOffer> all = new HashSet<>();
    offers.forEach(each -> all.add(new PublishedOffer(each.what(), held.contains(each))));
    if (directory.setOffers(all)) {
      section.stir();
    }
  }

  /** Announces what is due. */
  void look(long nowNanos) {
    try {
      voice.tick(nowNanos);
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** When {@link #look} has something to do, or {@code otherwise} if that is earlier. */
  long dueNanos(long otherwise) {
    return voice.dueNanos(otherwise);
  }

  /**
   * Ends, while packets are still taken: waits until those who can have taken over, but not long.
   */
  void close() {
    Set<SegmentAddress> leaving = held.stream().map(Offer::what).collect(Collectors.toSet());
    offers = Set.of();
    held = Set.of();
    publish();
    long end = System.nanoTime() + HAND_OVER_NANOS;
    while (!areTaken(leaving) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PARK_NANOS);
    }
    voice.close();
  }

  private boolean areTaken(Set<SegmentAddress> leaving) {
    Set<SegmentAddress> wanting = new HashSet<>();
    Set<SegmentAddress> taken = new HashSet<>();
    for (List<PublishedOffer> each : peers.read().values()) {
      each.forEach(offer -> (offer.isHeld() ? taken : wanting).add(offer.what()));
    }
    wanting.removeAll(taken);
    wanting.retainAll(leaving);
    return wanting.isEmpty();
  }
}
