package dev.smtap.global;

import dev.smtap.netlink.InterfaceAddress;
import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.posix.PacketSocket;
import dev.smtap.posix.SystemException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for global addresses on segments outside: those who ask, and everybody at once, and again
 * and again, when this node begins to. So hosts that know another node's MAC address for a global
 * address turn to this one.
 *
 * <p>The driver answers by itself, not the kernel by proxy entries, because those outlive it: the
 * kernel of a node that was killed went on to answer for IPv6, that of one that hangs for both, and
 * a host that asked anew believed it or the node that had taken over, as it happened (tried on
 * Linux 6.18). Nor does it take settings, of which {@code all.proxy_ndp} is one for the whole
 * namespace.
 *
 * <p>The packets that follow need the rules of {@link Interception}, so only addresses that it
 * intercepts may be held.
 *
 * <p>Control thread only. It may be in any namespace.
 */
final class OutsideVoice implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutsideVoice.class);

  /** Answered at once: each costs a question to the kernel, and the thread has more to do. */
  private static final int MOST_AT_ONCE = 64;

  private final KernelSockets kernel;
  private final PacketSocket packets;
  private final DescriptorWatch watch;
  private final Map<Place, OutsideEar> ears = new HashMap<>();
  private final Map<Offer, Repeats> held = new HashMap<>();

  private record Place(int ifindex, IpFamily family) {
    static Place of(Offer offer) {
      return new Place(offer.ifindex(), IpFamily.of(offer.address()));
    }
  }

  private OutsideVoice(KernelSockets kernel, PacketSocket packets, DescriptorWatch watch) {
    this.kernel = kernel;
    this.packets = packets;
    this.watch = watch;
  }

  /**
   * Opens one that holds nothing yet.
   *
   * @param kernel must stay open
   * @param watch where it waits for questions
   */
  static OutsideVoice open(KernelSockets kernel, DescriptorWatch watch) throws SystemException {
    return new OutsideVoice(kernel, kernel.namespace().run(PacketSocket::open), watch);
  }

  /**
   * Answers for exactly these from now on.
   *
   * @param offers what this node holds, see {@link Election}
   * @param now {@link System#nanoTime}
   * @throws SystemException if the kernel refuses something; the next call tries again
   */
  void hold(Set<Offer> offers, long now) throws SystemException {
    held.keySet().retainAll(offers);
    Map<Place, Set<InetAddress>> wanted = new HashMap<>();
    for (Offer each : offers) {
      wanted.computeIfAbsent(Place.of(each), _ -> new HashSet<>()).add(each.address());
    }
    for (Place each : Set.copyOf(ears.keySet())) {
      if (!wanted.containsKey(each)) {
        stopListening(each);
      }
    }
    for (Map.Entry<Place, Set<InetAddress>> each : wanted.entrySet()) {
      listen(each.getKey(), each.getValue());
    }
    for (Offer each : offers) {
      // Without an ear the interface is gone, as the next offers will say.
      if (ears.containsKey(Place.of(each))) {
        held.computeIfAbsent(each, _ -> new Repeats(now));
      } else {
        held.remove(each);
      }
    }
    tick(now);
  }

  private void listen(Place place, Set<InetAddress> addresses) throws SystemException {
    @Nullable OutsideEar before = ears.get(place);
    if (before != null && before.addresses().equals(addresses)) {
      return;
    }
    stopListening(place);
    Optional<OutsideEar> opened = OutsideEar.open(kernel.namespace(), place.ifindex, addresses);
    if (opened.isPresent()) {
      OutsideEar ear = opened.get();
      ears.put(place, ear);
      watch.add(ear.fd(), () -> answer(place.ifindex, ear));
    }
  }

  private void stopListening(Place place) {
    @Nullable OutsideEar ear = ears.remove(place);
    if (ear != null) {
      watch.remove(ear.fd());
      ear.close();
    }
  }

  private void answer(int ifindex, OutsideEar ear) {
    try {
      for (int i = 0; i < MOST_AT_ONCE; i++) {
        Optional<OutsideQuestion> next = ear.next();
        if (next.isEmpty()) {
          return;
        }
        answer(ifindex, next.get());
      }
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private void answer(int ifindex, OutsideQuestion question) throws SystemException {
    InetAddress global = question.global();
    Optional<Announcement.End> found = own(ifindex, global);
    if (found.isEmpty()) {
      return;
    }
    Announcement.End own = found.get();
    if (question.isProbe() && IpFamily.of(global) == IpFamily.IPV6) {
      // Who has no address yet cannot be told alone.
      send(ifindex, Announcement.frames(global, own));
    } else {
      send(ifindex, List.of(Announcement.answer(global, own, question.asker())));
    }
  }

  private void send(int ifindex, List<byte[]> frames) throws SystemException {
    for (byte[] frame : frames) {
      // One that cannot be sent now is asked for or said again, and an interface that is down is no
      // offer any more.
      var _ = packets.send(ifindex, frame);
    }
  }

  /** Announces these anew, as far as they are held. */
  void sayAgain(Set<Offer> offers, long now) throws SystemException {
    offers.forEach(each -> held.computeIfPresent(each, (_, _) -> new Repeats(now)));
    tick(now);
  }

  /** When {@link #tick} has something to do, or {@code otherwise} if that is earlier. */
  long dueNanos(long otherwise) {
    return held.values().stream()
        .mapToLong(Repeats::dueNanos)
        .reduce(otherwise, (a, b) -> a - b < 0 ? a : b);
  }

  /** Announces what is due. */
  void tick(long now) throws SystemException {
    for (Map.Entry<Offer, Repeats> each : held.entrySet()) {
      if (each.getValue().isDue(now)) {
        each.getValue().said(now);
        announce(each.getKey());
      }
    }
  }

  private void announce(Offer offer) throws SystemException {
    int ifindex = offer.ifindex();
    Optional<Announcement.End> own = own(ifindex, offer.address());
    if (own.isPresent()) {
      send(ifindex, Announcement.frames(offer.address(), own.get()));
    }
  }

  /** This end of a link, empty if the interface is gone. */
  private Optional<Announcement.End> own(int ifindex, InetAddress global) throws SystemException {
    Optional<LinkState> link = kernel.links().getLink(ifindex);
    return link.isEmpty()
        ? Optional.empty()
        : Optional.of(new Announcement.End(link.get().mac(), source(ifindex, global)));
  }

  /** Whose voice it is: the interface's, or where it has none yet the global address itself. */
  private InetAddress source(int ifindex, InetAddress global) throws SystemException {
    if (global instanceof Inet4Address) {
      return global;
    }
    return kernel.routing().addresses(ifindex).stream()
        .filter(each -> !each.isTentative())
        .map(InterfaceAddress::address)
        .filter(InetAddress::isLinkLocalAddress)
        .filter(each -> !(each instanceof Inet4Address))
        .findFirst()
        .orElse(global);
  }

  /** What is answered for at present. */
  Set<Offer> held() {
    return Set.copyOf(held.keySet());
  }

  /** Answers for nothing any more. */
  @Override
  public void close() {
    held.clear();
    Set.copyOf(ears.keySet()).forEach(this::stopListening);
    packets.close();
  }
}
