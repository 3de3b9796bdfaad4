package dev.smtap.node;

import dev.smtap.facility.AdapterEntryDescriptor;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeFiles;
import dev.smtap.facility.NodeState;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.OwnSection;
import dev.smtap.local.Lane;
import dev.smtap.local.Lanes;
import dev.smtap.local.Peer;
import dev.smtap.local.Peer.Health;
import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastLock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is connected: finds nodes, makes lanes to them, notices hangs and deaths, winds up what the
 * dead leave. There is no join (patent): whoever is heard of is connected. Control thread only, but
 * for {@link #isAlive}.
 */
final class PeerDirectory implements CastLock.OwnerCheck {
  /** Told of nodes that died or stopped, also before this one started, and of its former self. */
  interface Departures {
    /**
     * A node is gone.
     *
     * @param view its section, open during the call
     * @param isExpectedBack whether it is to start again at once
     */
    void gone(NodeView view, boolean isExpectedBack);
  }

  private final Logger log;
  private final Facility facility;
  private final OwnSection own;
  private final long counterStart;
  private final List<RunningAdapter> adapters;
  private final Departures departures;
  private final Map<Integer, Peer> connected = new HashMap<>();
  private final Collection<Peer> all = Collections.unmodifiableCollection(connected.values());
  private final List<WindingUp> windingUp = new ArrayList<>();
  private final Set<Peer> toldLost = new HashSet<>();
  private final Set<Peer> toldDouble = new HashSet<>();
  private final List<Missing> missing = new ArrayList<>();
  private final Complaints complaints;

  private record Missing(RunningAdapter running, Peer peer) {}

  PeerDirectory(
      Facility facility,
      OwnSection own,
      long counterStart,
      List<RunningAdapter> adapters,
      Departures departures) {
    this.log = loggerOf(facility);
    this.facility = facility;
    this.own = own;
    this.counterStart = counterStart;
    this.adapters = adapters;
    this.departures = departures;
    this.complaints = new Complaints(log::warn);
  }

  /** One for each partition, so that the rehearsal's can be silent. */
  private static Logger loggerOf(Facility facility) {
    return LoggerFactory.getLogger(PeerDirectory.class.getName() + "." + facility.partition());
  }

  /** Connects every living node that has a section, at the start. */
  void connectAll() throws SystemException {
    NodeFiles files = NodeFiles.of(facility, most());
    if (files.leftOut() > 0) {
      log.warn("{}", files.remark(facility));
    }
    // One look at each: a second one may find that it has started again since the first.
    files.ids().forEach(id -> connect(id, this::noticeGone));
  }

  /** Peers at most: as many as this node was configured for, if those are many. */
  private int most() {
    return adapters.stream()
        .mapToInt(each -> each.adapter().info().geometry().lanes())
        .reduce(NodeFiles.MOST, Math::max);
  }

  /** What this node left when it ran before. Before its new section takes the place of that one. */
  void noticeFormerSelf() {
    try (NodeView view = NodeView.open(facility, own.nodeId())) {
      if (!view.isAlive()) {
        noticeGone(view);
      }
    } catch (SystemException | InternalError e) {
      log.debug("{}", e.getMessage());
    }
  }

  /** One that went before this one starts; others may be restarted at the same time. */
  private void noticeGone(NodeView view) {
    try {
      boolean isRecent = view.nodeId() != own.nodeId() && !view.isSilent(System.nanoTime());
      departures.gone(view, isRecent && view.isExpectedBack());
    } catch (InternalError e) {
      log.debug("{}", e.getMessage());
    }
  }

  /**
   * Connects a node if it lives and is not connected in its present generation.
   *
   * @return true when that is so; false when there was nothing to be done
   */
  boolean connect(int nodeId) {
    return connect(nodeId, _ -> {});
  }

  private boolean connect(int nodeId, Consumer<NodeView> ifGone) {
    if (nodeId == own.nodeId()) {
      return false;
    }
    try {
      NodeView view = NodeView.open(facility, nodeId);
      Peer known = connected.get(nodeId);
      if (known != null && known.view().generation() == view.generation()) {
        view.close();
        return false;
      }
      if (!view.isAlive()) {
        ifGone.accept(view);
        view.close();
        return false;
      }
      if (known != null && known.view().isAlive()) {
        tellDouble(known);
        view.close();
        return false;
      }
      if (known != null) {
        markDown(known);
      }
      if (connected.size() >= most()) {
        complaints.tell(nodeId, "node " + nodeId + " is left out: there are too many");
        view.close();
        return false;
      }
      complaints.forget(nodeId);
      connect(new Peer(view));
      return true;
    } catch (SystemException e) {
      if (e.errno() != Errno.ENOENT) {
        complaints.tell(nodeId, String.valueOf(e.getMessage()));
      }
      return false;
    }
  }

  /** What a living node holds stays held, whoever put another file in the place of its own. */
  private void tellDouble(Peer known) {
    if (toldDouble.add(known)) {
      log.warn(
          "node {} lives, and there is another section {} that is not its own: that is left alone"
              + " until the node has stopped",
          known.nodeId(),
          known.view().path());
    }
  }

  private void connect(Peer peer) {
    connected.put(peer.nodeId(), peer);
    for (RunningAdapter running : adapters) {
      connect(running, peer, true);
    }
    log.info("node {} is up", peer.nodeId());
  }

  private void connect(RunningAdapter running, Peer peer, boolean isFirst) {
    try {
      Lane lane = running.isClosed() ? null : running.lanes().connect(peer, counterStart);
      if (lane != null) {
        running.transmitter().greet(lane);
      }
    } catch (SystemException e) {
      if (isFirst) {
        log.warn("{}; this is tried again each second", e.getMessage());
      }
      missing.add(new Missing(running, peer));
    }
  }

  /** Lanes that could not be made, for want of memory or of a free one. */
  private void connectMissing() {
    List<Missing> again = List.copyOf(missing);
    missing.clear();
    for (Missing each : again) {
      if (each.peer.health() != Health.DOWN) {
        connect(each.running, each.peer, false);
      }
    }
  }

  /** Looks whether a node that may have died did; true when there is nothing more to find out. */
  boolean settleSuspicion(int nodeId) {
    Peer peer = connected.get(nodeId);
    if (peer == null || peer.view().isAlive()) {
      return peer == null;
    }
    markDown(peer);
    return true;
  }

  private void markDown(Peer peer) {
    if (peer.health() == Health.DOWN) {
      return;
    }
    boolean isExpectedBack = says(peer, NodeView::isExpectedBack);
    boolean hasStopped = says(peer, NodeView::hasStopped);
    log.info("node {} {}", peer.nodeId(), hasStopped ? "has stopped" : "has died");
    if (isExpectedBack) {
      peer.setExpectedBack();
    }
    peer.setHealth(Health.DOWN);
    connected.remove(peer.nodeId());
    toldLost.remove(peer);
    toldDouble.remove(peer);
    windingUp.add(new WindingUp(peer, lanesOf(peer)));
    departures.gone(peer.view(), isExpectedBack);
    adapters.forEach(RunningAdapter::wakeThreads);
  }

  private static boolean says(Peer peer, Predicate<NodeView> what) {
    try {
      return !peer.isLost() && what.test(peer.view());
    } catch (InternalError e) {
      peer.loseIfGone();
      return false;
    }
  }

  private Map<Lane, RunningAdapter> lanesOf(Peer peer) {
    Map<Lane, RunningAdapter> lanes = new HashMap<>();
    for (RunningAdapter running : adapters) {
      for (int i = 0; i < running.adapter().lanes().count(); i++) {
        Lane lane = running.adapter().lanes().at(i);
        if (lane.peer() == peer) {
          lanes.put(lane, running);
        }
      }
    }
    return lanes;
  }

  /**
   * At each tick: who hangs, who came back, who died unnoticed, what can be wound up.
   *
   * @param isLate this node did not run for a while itself, and perhaps the others neither: nobody
   *     is taken to hang before the next tick
   */
  void tick(long nowNanos, boolean isLate) {
    connectMissing();
    List<Peer> dead = new ArrayList<>();
    for (Peer peer : connected.values()) {
      if (!beats(peer) && !peer.view().isAlive()) {
        dead.add(peer);
      } else if (!peer.isLost()) {
        followHeartbeat(peer, nowNanos, isLate);
      }
    }
    dead.forEach(this::markDown);
    noticeAbsence();
    windUp();
  }

  /** Whose heart has beaten since the last look lives: no need to ask the kernel. */
  private static boolean beats(Peer peer) {
    return !peer.isLost() && peer.hasBeaten();
  }

  /** A node that lives may have lost an interface: nobody reads the rings to it any more. */
  private void noticeAbsence() {
    for (RunningAdapter running : adapters) {
      Lanes lanes = running.adapter().lanes();
      for (int i = 0; i < lanes.count(); i++) {
        Lane lane = lanes.at(i);
        Peer peer = lane.peer();
        if (!peer.isLost()
            && !lane.isAbsent()
            && peer.view().entry(lane.peerAdapter()).state() == AdapterEntryDescriptor.STATE_GONE) {
          lane.setAbsent();
          running.wakeThreads();
        }
      }
    }
  }

  private void followHeartbeat(Peer peer, long nowNanos, boolean isLate) {
    Health health = peer.view().isSilent(nowNanos) ? Health.HUNG : Health.UP;
    if (health == Health.HUNG && isLate) {
      return;
    }
    if (health != peer.health()) {
      log.warn(
          "node {} {}",
          peer.nodeId(),
          health == Health.HUNG ? "hangs: its rings are down" : "goes on");
      peer.setHealth(health);
      adapters.forEach(RunningAdapter::wakeThreads);
    }
  }

  /** Finds out whose pages are gone. */
  void checkSections() {
    for (Peer peer : connected.values()) {
      if (peer.loseIfGone() && toldLost.add(peer)) {
        log.warn(
            "node {}: its section {} was truncated or has a hole; its rings are down",
            peer.nodeId(),
            peer.view().path());
        adapters.forEach(RunningAdapter::wakeThreads);
      }
    }
    windingUp.forEach(each -> each.peer().loseIfGone());
  }

  private void windUp() {
    for (Iterator<WindingUp> i = windingUp.iterator(); i.hasNext(); ) {
      if (i.next().proceed()) {
        i.remove();
      }
    }
  }

  /** Whether nothing is left to be wound up or to be tried again. */
  boolean isSettled() {
    return windingUp.isEmpty() && missing.isEmpty();
  }

  /** The peers that are connected now. */
  Collection<Peer> peers() {
    return all;
  }

  /**
   * Whether the node named in a cast lock lives. Any thread: asks the file system, not this
   * directory. Who cannot be asked counts as alive: nobody living may be robbed.
   */
  @Override
  public boolean isAlive(int nodeId, long generation) {
    if (nodeId == own.nodeId()) {
      return generation == own.generation();
    }
    try (NodeView view = NodeView.open(facility, nodeId)) {
      return view.generation() == generation && view.isAlive();
    } catch (SystemException e) {
      return isLockHeld(nodeId);
    }
  }

  private boolean isLockHeld(int nodeId) {
    try {
      return NodeState.of(facility, nodeId).alive();
    } catch (SystemException e) {
      return true;
    }
  }

  /** Forgets everybody. All threads of the adapters have ended. */
  void close() throws SystemException {
    for (Peer peer : connected.values()) {
      peer.view().close();
    }
    for (WindingUp each : windingUp) {
      each.peer().view().close();
    }
  }
}
