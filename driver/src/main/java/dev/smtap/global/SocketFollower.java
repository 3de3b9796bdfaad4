package dev.smtap.global;

import dev.smtap.netlink.SocketEventListener;
import dev.smtap.netlink.SocketEvents;
import dev.smtap.netlink.SocketInfo;
import dev.smtap.netlink.SocketProtocol;
import dev.smtap.netlink.SocketWalk;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the sockets of a namespace: walks them for the directory, and hears of those that are
 * destroyed. A walk takes longer the more sockets there are, so its share of the time is bounded.
 * Control thread only.
 */
final class SocketFollower implements SocketEventListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SocketFollower.class);

  /** Walks take at most one hundredth of the time; after an event, one twentieth. */
  private static final int USUAL_SHARE = 100;

  private static final int SHARE_AFTER_EVENT = 20;

  /** Ended sockets are told of together: each telling wakes every node. */
  private static final long COLLECT_NANOS = 5_000_000;

  /** At least so much lies between two tellings, however many sockets end. */
  private static final long TELL_EVERY_NANOS = 20_000_000;

  /**
   * More than come in the time in which they are collected, unless somebody floods: a full receive
   * buffer, which is all read at once, holds fewer than half of them.
   */
  static final int MOST_COLLECTED = 16_384;

  /** Told of at once: more would overrun the rings by which the nodes hear of it. */
  static final int MOST_TOLD = 4_096;

  /** What is lost is said once in this time, so that a flood does not fill the log as well. */
  private static final long SAY_EVERY_NANOS = 60_000_000_000L;

  private final SocketWalk walk;
  private final SocketEvents events;

  /** To be told of. */
  private final List<SocketInfo> ended = new ArrayList<>();

  /** Without a foreign end: what is left in their place is known after the next walk. */
  private final List<SocketInfo> closed = new ArrayList<>();

  private long soonestWalkNanos = System.nanoTime();
  private long usualWalkNanos = soonestWalkNanos;
  private boolean isWalkWanted = true;
  private long tellNanos;
  private long toldNanos = soonestWalkNanos - TELL_EVERY_NANOS;
  private List<SocketInfo> walked = List.of();
  private boolean wasAskedFor;
  private boolean wasInVain;
  private long untold;
  private long saidUntold;
  private long saidNanos = soonestWalkNanos - SAY_EVERY_NANOS;

  private SocketFollower(SocketWalk walk, SocketEvents events) {
    this.walk = walk;
    this.events = events;
  }

  static SocketFollower open(Namespace namespace) throws SystemException {
    Openings openings = new Openings();
    try {
      SocketEvents events = openings.add(namespace.run(SocketEvents::open), SocketEvents::close);
      SocketWalk walk = openings.add(namespace.run(SocketWalk::open), SocketWalk::close);
      return new SocketFollower(walk, events);
    } catch (SystemException e) {
      openings.closeAll();
      throw e;
    }
  }

  /** To be polled for {@link #drain}. */
  int fd() {
    return events.fd();
  }

  /** Takes what the kernel has told. */
  void drain() throws SystemException {
    events.drain(this);
  }

  /**
   * A socket was found by asking that the last walk had not come to. Walks soon, unless the last
   * walk of this kind was in vain: a directory that is full lacks some.
   */
  void foundUnpublished() {
    if (!wasInVain) {
      wasAskedFor = true;
      isWalkWanted = true;
    }
  }

  @Override
  public void socketDestroyed(SocketInfo socket) {
    if (socket.local().port() == 0) {
      return;
    }
    if (socket.foreign().port() == 0) {
      isWalkWanted = true;
      if (closed.size() < MOST_COLLECTED) {
        closed.add(socket);
      } else {
        untold++;
      }
    } else if (ended.size() >= MOST_COLLECTED) {
      untold++;
    } else {
      if (ended.isEmpty()) {
        tellNanos = tellNanos(System.nanoTime() + COLLECT_NANOS);
      }
      ended.add(socket);
    }
  }

  private long tellNanos(long soonestNanos) {
    long afterTheLast = toldNanos + TELL_EVERY_NANOS;
    return soonestNanos - afterTheLast < 0 ? afterTheLast : soonestNanos;
  }

  /** Whether ended sockets wait to be told of: what ends meanwhile may wait in the kernel. */
  boolean isCollecting() {
    return !ended.isEmpty();
  }

  /** The kernel does not say how many: it counts as one. */
  @Override
  public void eventsLost() {
    isWalkWanted = true;
    untold++;
  }

  /** Events of ended sockets of which nobody was or will be told. */
  long untold() {
    return untold;
  }

  /**
   * Their flows stay in the tables until they are idle for too long, and do no harm there: a SYN
   * with the same ends is searched for where no socket of their node may take it.
   */
  private void sayUntold(long nowNanos) {
    if (untold > saidUntold && nowNanos - saidNanos >= SAY_EVERY_NANOS) {
      LOG.warn(
          "more sockets ended than could be followed ({} events lost): their flows are kept until"
              + " they are idle for too long",
          untold - saidUntold);
      saidUntold = untold;
      saidNanos = nowNanos;
    }
  }

  /** When there is something to do, or {@code otherwise} if that is earlier. */
  long dueNanos(long otherwise) {
    long next = isWalkWanted && soonestWalkNanos - otherwise < 0 ? soonestWalkNanos : otherwise;
    return !ended.isEmpty() && tellNanos - next < 0 ? tellNanos : next;
  }

  /** Whether {@link #takeEnded} has something. */
  boolean isTellingDue(long nowNanos) {
    return !ended.isEmpty() && tellNanos - nowNanos <= 0;
  }

  boolean isWalkDue(long nowNanos) {
    return isWalkWanted && soonestWalkNanos - nowNanos <= 0;
  }

  /**
   * At each tick: a new listener raises no event, so it is walked to, or found by asking. Not at
   * times of its own: to wake for a walk costs as much as the walk.
   */
  void tick(long nowNanos) {
    sayUntold(nowNanos);
    isWalkWanted |= usualWalkNanos - nowNanos <= 0;
  }

  /** All sockets that take packets. To be published before {@link #takeEnded} is called. */
  List<SocketInfo> walk() throws SystemException {
    long start = System.nanoTime();
    try {
      List<SocketInfo> before = walked;
      walked = walk.walk();
      wasInVain = wasAskedFor && walked.equals(before);
      wasAskedFor = false;
      if (ended.isEmpty() && !closed.isEmpty()) {
        tellNanos = tellNanos(start);
      }
      ended.addAll(closed);
      closed.clear();
      return walked;
    } finally {
      long end = System.nanoTime();
      soonestWalkNanos = end + (end - start) * SHARE_AFTER_EVENT;
      usualWalkNanos = end + (end - start) * USUAL_SHARE;
      isWalkWanted = false;
    }
  }

  /**
   * Flows that are to be forgotten by now, because their sockets were destroyed; empty as long as
   * more are collected, and not all at once. A socket of UDP that took any packet stands for all
   * its flows, unless another one has taken its place.
   *
   * @param addresses the global addresses
   * @param own what this node publishes, walked after the events
   */
  List<FlowKey> takeEnded(long nowNanos, Set<InetAddress> addresses, DirectoryReader own) {
    List<FlowKey> flows = new ArrayList<>();
    if (!isTellingDue(nowNanos)) {
      return flows;
    }
    List<SocketInfo> told = ended.subList(0, Math.min(ended.size(), MOST_TOLD));
    for (SocketInfo each : told) {
      for (InetAddress address : addresses) {
        if (isOf(each, address)) {
          add(each, address, own, flows);
        }
      }
    }
    told.clear();
    toldNanos = nowNanos;
    tellNanos = tellNanos(nowNanos);
    return flows;
  }

  private static boolean isOf(SocketInfo socket, InetAddress address) {
    boolean isVersion6 = address.getAddress().length > 4;
    return socket.local().address().equals(address)
        || (socket.local().isWildcard() && (socket.local().isIpv6() || !isVersion6));
  }

  private static void add(
      SocketInfo socket, InetAddress address, DirectoryReader own, List<FlowKey> flows) {
    FlowKey key = SocketFlows.key(socket.protocol(), socket.local(), socket.foreign());
    key.setLocal(GlobalAddresses.high(address), GlobalAddresses.low(address));
    if (socket.foreign().port() != 0) {
      flows.add(key);
    } else if (socket.protocol() == SocketProtocol.UDP && own.match(key) == Verdict.NONE) {
      flows.add(key.setForeign(0, 0));
    }
  }

  @Override
  public void close() {
    walk.close();
    events.close();
  }
}
