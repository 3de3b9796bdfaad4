package dev.smtap.global;

import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESSES_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESS_BYTES;
import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.LEFT_OUT_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.LISTENERS_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.LISTENER_BYTES;
import static dev.smtap.facility.GlobalAreaDescriptor.LISTENER_COUNT_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.MOST_ADDRESSES;
import static dev.smtap.facility.GlobalAreaDescriptor.MOST_LISTENERS;
import static dev.smtap.facility.GlobalAreaDescriptor.SEQUENCE_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.STATE_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.WEIGHT_OFFSET;

import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.ListenerDescriptor;
import dev.smtap.memory.SharedMemory;
import dev.smtap.netlink.SocketEnd;
import dev.smtap.netlink.SocketInfo;
import dev.smtap.netlink.SocketKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Publishes what this node is on a global network: its part of the directory. {@link
 * DirectoryReader} says why readers never take a half-written one. Control thread only.
 */
public final class DirectoryWriter {
  private final long position;
  private List<Listener> listeners = List.of();
  private List<InetAddress> addresses = List.of();
  private Set<PublishedOffer> offers = Set.of();
  private int state;
  private int weight;

  /** A listener as it stands in the section. */
  private record Listener(
      long ends, long localHigh, long localLow, long foreignHigh, long foreignLow) {}

  /** Of the area at a position, {@link GlobalAreaDescriptor}; all zero so far. */
  public DirectoryWriter(long position) {
    this.position = position;
    setWeight(1);
  }

  /** Whether this node takes packets for its addresses. */
  public void setGlobal(boolean isGlobal) {
    setState(GlobalAreaDescriptor.IS_GLOBAL, isGlobal);
  }

  /** Whether this node gets no new flows. */
  public void setDraining(boolean isDraining) {
    setState(GlobalAreaDescriptor.IS_DRAINING, isDraining);
  }

  /** Whether connections that this node opens come from ports of its share. */
  public void setHasPorts(boolean hasPorts) {
    setState(GlobalAreaDescriptor.HAS_PORTS, hasPorts);
  }

  /** Whether this node has just started, and what it takes packets for is not known yet. */
  void setStarting(boolean isStarting) {
    setState(GlobalAreaDescriptor.IS_STARTING, isStarting);
  }

  private void setState(int bit, boolean isSet) {
    state = isSet ? state | bit : state & ~bit;
    SharedMemory.putIntRelease(position + STATE_OFFSET, state);
  }

  /** How many flows this node gets compared with others, 1 to 255. */
  public void setWeight(int weight) {
    this.weight = weight;
    SharedMemory.putIntRelease(position + WEIGHT_OFFSET, weight);
  }

  /** See {@link #setWeight}. */
  public int weight() {
    return weight;
  }

  /** See {@link #setDraining}. */
  public boolean isDraining() {
    return (state & GlobalAreaDescriptor.IS_DRAINING) != 0;
  }

  /** The global addresses from now on: {@link Surroundings#global}, which all have room. */
  public void setAddresses(Collection<InetAddress> now) {
    List<InetAddress> next = now.stream().limit(MOST_ADDRESSES).toList();
    if (next.equals(addresses)) {
      return;
    }
    addresses = next;
    beginChange();
    SharedMemory.putIntRelease(position + ADDRESS_COUNT_OFFSET, next.size());
    long at = position + ADDRESSES_OFFSET;
    for (InetAddress each : next) {
      putAddress(at, GlobalAddresses.high(each), GlobalAddresses.low(each));
      at += ADDRESS_BYTES;
    }
    // They name addresses by their numbers.
    writeOffers();
    endChange();
  }

  /**
   * What this node offers outside from now on, of addresses that it publishes.
   *
   * @return whether that is another than before
   */
  public boolean setOffers(Set<PublishedOffer> now) {
    if (now.equals(offers)) {
      return false;
    }
    offers = Set.copyOf(now);
    beginChange();
    writeOffers();
    endChange();
    return true;
  }

  private void writeOffers() {
    new OfferArea(position).write(addresses, offers);
  }

  /**
   * The sockets from now on; those that take no packets to global addresses are left out, and of
   * several alike (reuseport) all but one.
   *
   * @param sockets all that there are
   * @param ifindex the GLOBAL interface
   */
  public void setListeners(Collection<SocketInfo> sockets, int ifindex) {
    Set<Listener> found = new LinkedHashSet<>();
    for (SocketInfo each : sockets) {
      if (isReachable(each, ifindex)) {
        found.add(listener(each));
      }
    }
    List<Listener> next = new ArrayList<>(found);
    if (!next.equals(listeners)) {
      listeners = next;
      write(next);
    }
  }

  private void write(List<Listener> next) {
    int count = Math.min(next.size(), MOST_LISTENERS);
    beginChange();
    SharedMemory.putIntRelease(position + LISTENER_COUNT_OFFSET, count);
    SharedMemory.putIntRelease(position + LEFT_OUT_OFFSET, next.size() - count);
    long at = position + LISTENERS_OFFSET;
    for (Listener each : next.subList(0, count)) {
      SharedMemory.putLongOpaque(at, each.ends);
      putAddress(at + ListenerDescriptor.LOCAL_ADDRESS_OFFSET, each.localHigh, each.localLow);
      putAddress(at + ListenerDescriptor.FOREIGN_ADDRESS_OFFSET, each.foreignHigh, each.foreignLow);
      at += LISTENER_BYTES;
    }
    endChange();
  }

  private boolean isReachable(SocketInfo socket, int ifindex) {
    SocketEnd local = socket.local();
    boolean isHere = local.isWildcard() || addresses.contains(local.address());
    boolean isOpen = socket.kind() == SocketKind.LISTENING || socket.kind() == SocketKind.BOUND;
    // A connected socket with a local address is an exact match, and not for new flows.
    boolean isForOneEnd = socket.kind() == SocketKind.CONNECTED && local.isWildcard();
    return (socket.ifindex() == 0 || socket.ifindex() == ifindex)
        && isHere
        && (isOpen || isForOneEnd);
  }

  private static Listener listener(SocketInfo socket) {
    SocketEnd local = socket.local();
    int flags = local.isIpv6() ? ListenerDescriptor.TAKES_IPV6 : ListenerDescriptor.TAKES_IPV4;
    if (local.isIpv6() && local.isWildcard() && !socket.v6Only()) {
      flags |= ListenerDescriptor.TAKES_IPV4;
    }
    boolean isOpen = socket.kind() != SocketKind.CONNECTED;
    InetAddress foreign = socket.foreign().address();
    int foreignPort = isOpen ? 0 : socket.foreign().port();
    return new Listener(
        ListenerWords.of(socket.protocol().number(), flags, local.port(), foreignPort),
        local.isWildcard() ? 0 : GlobalAddresses.high(local.address()),
        local.isWildcard() ? 0 : GlobalAddresses.low(local.address()),
        isOpen ? 0 : GlobalAddresses.high(foreign),
        isOpen ? 0 : GlobalAddresses.low(foreign));
  }

  private static void putAddress(long at, long high, long low) {
    SharedMemory.putLongOpaque(at, high);
    SharedMemory.putLongOpaque(at + 8, low);
  }

  private void beginChange() {
    long at = position + SEQUENCE_OFFSET;
    SharedMemory.putLongOpaque(at, SharedMemory.getLong(at) + 1);
    SharedMemory.releaseFence();
  }

  private void endChange() {
    long at = position + SEQUENCE_OFFSET;
    SharedMemory.putLongRelease(at, SharedMemory.getLong(at) + 1);
  }
}
