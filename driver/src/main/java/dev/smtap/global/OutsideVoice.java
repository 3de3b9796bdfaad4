package dev.smtap.global;

import dev.smtap.netlink.InterfaceAddress;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.ProxyNeighbour;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.posix.PacketSocket;
import dev.smtap.posix.SystemException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers for global addresses on segments outside: lets the kernel answer those who ask, by proxy
 * entries, and tells everybody at once, and again and again, when this node begins to. So hosts
 * that know another node's MAC address for a global address turn to this one.
 *
 * <p>The entries need the settings and the rules of {@link Interception}, and only addresses that
 * it intercepts may be held: it takes entries for others as what a killed driver left, and deletes
 * them. An entry that an operator made stays as it is.
 *
 * <p>Control thread only. It may be in any namespace.
 */
final class OutsideVoice implements AutoCloseable {
  private final RoutingSocket routing;
  private final RouteSocket links;
  private final PacketSocket packets;
  private final ProxyKeeper keeper;
  private final Map<ProxyNeighbour, Repeats> held = new HashMap<>();

  private OutsideVoice(KernelSockets kernel, PacketSocket packets) {
    this.routing = kernel.routing();
    this.links = kernel.links();
    this.packets = packets;
    this.keeper = new ProxyKeeper(routing);
  }

  /**
   * Opens one that holds nothing yet.
   *
   * @param interception the one that it depends on; must stay open
   */
  static OutsideVoice open(Interception interception) throws SystemException {
    KernelSockets kernel = interception.kernel();
    return new OutsideVoice(kernel, kernel.namespace().run(PacketSocket::open));
  }

  /**
   * Answers for exactly these from now on. Costs little when nothing has changed, so it may be
   * called now and then to put right what has: the kernel forgets the entries of an interface that
   * is set down.
   *
   * @param offers what this node holds, see {@link Election}
   * @param now {@link System#nanoTime}
   * @throws SystemException if the kernel refuses something; the next call tries again
   */
  void hold(Set<Offer> offers, long now) throws SystemException {
    Set<ProxyNeighbour> wanted = new HashSet<>();
    offers.forEach(each -> wanted.add(ProxyKeeper.entry(each)));
    if (wanted.isEmpty() && held.isEmpty()) {
      return;
    }
    List<ProxyNeighbour> present = keeper.list();
    for (ProxyNeighbour each : List.copyOf(held.keySet())) {
      if (!wanted.contains(each)) {
        release(each, present);
      }
    }
    for (ProxyNeighbour each : wanted) {
      take(each, present, now);
    }
    tick(now);
  }

  private void release(ProxyNeighbour entry, List<ProxyNeighbour> present) throws SystemException {
    if (present.contains(entry)) {
      routing.deleteProxy(entry);
    }
    held.remove(entry);
  }

  private void take(ProxyNeighbour entry, List<ProxyNeighbour> present, long now)
      throws SystemException {
    boolean isThere =
        present.stream()
            .anyMatch(each ->
                each.ifindex() == entry.ifindex() && each.address().equals(entry.address()));
    if (isThere) {
      held.computeIfAbsent(entry, _ -> new Repeats(now));
    } else if (routing.setProxy(entry)) {
      held.put(entry, new Repeats(now));
    } else {
      // The interface is gone, as the next offers will say.
      held.remove(entry);
    }
  }

  /** Announces these anew, as far as they are held. */
  void sayAgain(Set<Offer> offers, long now) throws SystemException {
    offers.forEach(
        each -> held.computeIfPresent(ProxyKeeper.entry(each), (_, _) -> new Repeats(now)));
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
    for (Map.Entry<ProxyNeighbour, Repeats> each : held.entrySet()) {
      if (each.getValue().isDue(now)) {
        each.getValue().said(now);
        announce(each.getKey());
      }
    }
  }

  private void announce(ProxyNeighbour entry) throws SystemException {
    Optional<LinkState> link = links.getLink(entry.ifindex());
    if (link.isEmpty()) {
      return;
    }
    InetAddress source = source(entry);
    for (byte[] frame : Announcement.frames(entry, link.get().mac(), source)) {
      // One that cannot be sent now is repeated, and an interface that is down is no offer any
      // more.
      var _ = packets.send(entry.ifindex(), frame);
    }
  }

  /** Whose voice it is: the interface's, or where it has none yet the global address itself. */
  private InetAddress source(ProxyNeighbour entry) throws SystemException {
    if (entry.address() instanceof Inet4Address) {
      return entry.address();
    }
    return routing.addresses(entry.ifindex()).stream()
        .filter(each -> !each.isTentative())
        .map(InterfaceAddress::address)
        .filter(InetAddress::isLinkLocalAddress)
        .filter(each -> !(each instanceof Inet4Address))
        .findFirst()
        .orElse(entry.address());
  }

  /** What is answered for at present. */
  Collection<ProxyNeighbour> held() {
    return Set.copyOf(held.keySet());
  }

  /** Answers for nothing any more. */
  @Override
  public void close() throws SystemException {
    try {
      hold(Set.of(), System.nanoTime());
    } finally {
      packets.close();
    }
  }
}
