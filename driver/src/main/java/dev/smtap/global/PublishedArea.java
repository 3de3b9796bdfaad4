package dev.smtap.global;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.ListenerDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeView;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What a node publishes about a global network ({@link GlobalAreaDescriptor}) at one moment, copied
 * for people and tools. Everything there may be a lie: counts are clamped, and no writer can hold a
 * reader up. Any thread.
 *
 * @param isGlobal whether the node takes packets for its addresses
 * @param isDraining whether it gets no new flows
 * @param weight how many flows it gets compared with others, 1 to 255
 * @param isSettled false when addresses and listeners changed each time they were read, or their
 *     owner died while it changed them; then there are none here
 * @param addresses its global addresses
 * @param listeners its sockets that take new flows
 * @param leftOut listeners that found no room
 * @param offers where it can answer outside
 */
public record PublishedArea(
    boolean isGlobal,
    boolean isDraining,
    int weight,
    boolean isSettled,
    List<IpAddress> addresses,
    List<Listener> listeners,
    int leftOut,
    List<PublishedOffer> offers) {
  private static final int MOST_TRIES = 1_000;

  /** A publication takes some microseconds, unless its thread had to wait for a core. */
  private static final long PARK_NANOS = 100_000;

  private static final int SECOND_WORD = 8;

  /**
   * A socket that takes new flows.
   *
   * @param protocol its number
   * @param takesIpv4 whether it takes packets of IPv4
   * @param takesIpv6 whether it takes packets of IPv6
   * @param local its address, {@link IpAddress#ANY} for any
   * @param localPort its port
   * @param foreign the address that it takes packets of, {@link IpAddress#ANY} for any
   * @param foreignPort the port that it takes packets of, 0 for any
   */
  public record Listener(
      int protocol,
      boolean takesIpv4,
      boolean takesIpv6,
      IpAddress local,
      int localPort,
      IpAddress foreign,
      int foreignPort) {}

  /** The lists that the sequence covers. */
  private record Lists(
      List<IpAddress> addresses,
      List<Listener> listeners,
      int leftOut,
      List<PublishedOffer> offers) {
    private static final Lists NONE = new Lists(List.of(), List.of(), 0, List.of());
  }

  /** True for an adapter that has such an area. */
  public static boolean isThere(AdapterInfo adapter) {
    return adapter.kind() == NetworkKind.GLOBAL && adapter.flows() > 0;
  }

  /** Reads the area of an adapter, where {@link #isThere} holds; may wait for 0.1 s. */
  public static PublishedArea read(AdapterInfo adapter) {
    DirectoryReader directory = new DirectoryReader(adapter.globalPosition());
    Optional<Lists> lists = settled(directory);
    Lists found = lists.orElse(Lists.NONE);
    return new PublishedArea(
        directory.isGlobal(),
        directory.isDraining(),
        directory.weight(),
        lists.isPresent(),
        found.addresses(),
        found.listeners(),
        found.leftOut(),
        found.offers());
  }

  /**
   * A reader of an adapter's connection table, if it has one with memory behind it; the view must
   * stay open meanwhile. A section with less memory than that lies, and reading its table would
   * make pages at this process's expense.
   */
  public static Optional<ConnectionReader> openTable(NodeView node, AdapterInfo adapter)
      throws SystemException {
    long bytes = GlobalAreaDescriptor.tableBytes(adapter.flows());
    long reserved =
        SharedMemory.getLongAcquire(
            adapter.globalPosition() + GlobalAreaDescriptor.TABLE_RESERVED_OFFSET);
    boolean isThere =
        isThere(adapter)
            && reserved == bytes
            && node.status().allocated() >= bytes
            && ConnectionReader.isTable(adapter.tablePosition(), bytes);
    return isThere
        ? Optional.of(ConnectionReader.of(adapter.tablePosition(), bytes))
        : Optional.empty();
  }

  /** The lists as they were together at one moment, see {@link DirectoryReader}. */
  private static Optional<Lists> settled(DirectoryReader directory) {
    for (int i = 0; i < MOST_TRIES; i++) {
      long before = directory.sequence();
      Lists found = lists(directory.position());
      if (directory.isUnchangedSince(before)) {
        return Optional.of(found);
      }
      LockSupport.parkNanos(PARK_NANOS);
    }
    return Optional.empty();
  }

  private static Lists lists(long position) {
    int addressCount =
        count(
            position + GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET,
            GlobalAreaDescriptor.MOST_ADDRESSES);
    List<IpAddress> addresses = new ArrayList<>(addressCount);
    for (int i = 0; i < addressCount; i++) {
      addresses.add(
          address(
              position
                  + GlobalAreaDescriptor.ADDRESSES_OFFSET
                  + (long) i * GlobalAreaDescriptor.ADDRESS_BYTES));
    }
    int listenerCount =
        count(
            position + GlobalAreaDescriptor.LISTENER_COUNT_OFFSET,
            GlobalAreaDescriptor.MOST_LISTENERS);
    List<Listener> listeners = new ArrayList<>(listenerCount);
    for (int i = 0; i < listenerCount; i++) {
      listeners.add(
          listener(
              position
                  + GlobalAreaDescriptor.LISTENERS_OFFSET
                  + (long) i * ListenerDescriptor.BYTES));
    }
    int leftOut = count(position + GlobalAreaDescriptor.LEFT_OUT_OFFSET, Integer.MAX_VALUE);
    return new Lists(
        List.copyOf(addresses), List.copyOf(listeners), leftOut, new OfferArea(position).read());
  }

  private static Listener listener(long at) {
    long word = SharedMemory.getLongOpaque(at);
    return new Listener(
        ListenerWords.protocol(word),
        ListenerWords.takes(word, true),
        ListenerWords.takes(word, false),
        address(at + ListenerDescriptor.LOCAL_ADDRESS_OFFSET),
        ListenerWords.localPort(word),
        address(at + ListenerDescriptor.FOREIGN_ADDRESS_OFFSET),
        ListenerWords.foreignPort(word));
  }

  private static IpAddress address(long at) {
    return new IpAddress(
        SharedMemory.getLongOpaque(at), SharedMemory.getLongOpaque(at + SECOND_WORD));
  }

  private static int count(long at, int most) {
    return Math.clamp(SharedMemory.getIntOpaque(at), 0, most);
  }
}
