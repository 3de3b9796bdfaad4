package dev.smtap.global;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.local.Adapter;
import dev.smtap.local.Lane;
import dev.smtap.local.Lanes;
import dev.smtap.local.Peer;
import dev.smtap.wire.FlowKey;
import dev.smtap.wire.MacAddress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The nodes of a global network as one of them sees them, itself included. Transmitter only. */
final class Members {
  /** A start takes about a second; who takes longer than this has lost its connections. */
  static final long EXPECTED_NANOS = 10_000_000_000L;

  private static final BitSet NONE = new BitSet();

  private final Adapter adapter;
  private final int ownId;
  private final DirectoryReader own;
  private final OtherTables tables;
  private final Map<Integer, Long> expectedUntilNanos = new HashMap<>();
  private final BitSet expected = new BitSet();

  Members(Adapter adapter) {
    this.adapter = adapter;
    this.ownId = adapter.section().nodeId();
    this.own = new DirectoryReader(adapter.info().globalPosition());
    this.tables = new OtherTables(adapter, this);
  }

  int ownId() {
    return ownId;
  }

  /** The connection tables of the others. */
  OtherTables tables() {
    return tables;
  }

  /** The generation of a node that is there, or 0. */
  long generation(int nodeId) {
    if (nodeId == ownId) {
      return adapter.section().generation();
    }
    Lane lane = adapter.lanes().toNode(nodeId);
    return lane == null ? 0 : lane.peer().view().generation();
  }

  /** Whether a node is there in this generation; one that hangs is, one that died is not. */
  boolean isThere(int nodeId, long generation) {
    if (nodeId == ownId) {
      return generation == adapter.section().generation();
    }
    Lane lane = adapter.lanes().toNode(nodeId);
    return lane != null
        && lane.peer().view().generation() == generation
        && lane.peer().health() != Peer.Health.DOWN
        && !lane.isAbsent();
  }

  /** The address of a node's interface. */
  long mac(int nodeId) {
    Lane lane = nodeId == ownId ? null : adapter.lanes().toNode(nodeId);
    return lane == null ? adapter.entry().mac() & MacAddress.BROADCAST : lane.peerMac();
  }

  /** The socket of a node's that takes a new flow, by what it publishes; null if that changes. */
  @Nullable Verdict match(int nodeId, FlowKey key) {
    Optional<Verdict> found =
        read(
            nodeId,
            directory -> Optional.ofNullable(directory.match(key)),
            Optional.of(Verdict.NONE));
    return found.orElse(null);
  }

  /** Whether a node gets no new flows; one that cannot be read gets none. */
  boolean isDraining(int nodeId) {
    return read(nodeId, DirectoryReader::isDraining, true);
  }

  /** Whether connections that a node opens come from ports of its share. */
  boolean hasPorts(int nodeId) {
    return read(nodeId, DirectoryReader::hasPorts, false);
  }

  /** How many flows a node gets compared with others, 1 to 255. */
  int weight(int nodeId) {
    return read(nodeId, DirectoryReader::weight, 1);
  }

  private <T> T read(int nodeId, Function<DirectoryReader, T> look, T otherwise) {
    if (nodeId == ownId) {
      return look.apply(own);
    }
    Lane lane = adapter.lanes().toNode(nodeId);
    DirectoryReader directory = lane == null ? null : directory(lane);
    if (lane == null || directory == null) {
      return otherwise;
    }
    try {
      return look.apply(directory);
    } catch (InternalError e) {
      return lost(lane, otherwise);
    }
  }

  /** Pages are gone, of a peer's section perhaps: no reason to lose the packet in hand. */
  private <T> T lost(Lane lane, T otherwise) {
    lane.peer().loseIfGone();
    adapter.requests().sectionLost(adapter);
    return otherwise;
  }

  /** What the node at the other end publishes, null if that cannot be read. Any thread. */
  static @Nullable DirectoryReader directory(Lane lane) {
    AdapterInfo info = lane.peerAdapter();
    boolean isReadable = PublishedArea.isThere(info) && !lane.peer().isLost() && !lane.isAbsent();
    return isReadable ? new DirectoryReader(info.globalPosition()) : null;
  }

  /**
   * Whether a node lives, does not hang, and takes packets for a flow's local address. One that
   * changes its addresses at the moment does: when it is asked it knows.
   */
  boolean serves(int nodeId, FlowKey key) {
    if (nodeId == ownId) {
      return own.serves(key, true);
    }
    Lane lane = adapter.lanes().toNode(nodeId);
    return lane != null && serves(lane, key);
  }

  private boolean serves(Lane lane, FlowKey key) {
    return isAwake(lane.peer()) && takes(lane, key);
  }

  /** One that was taken to hang and beats again is awake before it is said to be. */
  private static boolean isAwake(Peer peer) {
    if (peer.health() != Peer.Health.HUNG || peer.isLost()) {
      return peer.health() == Peer.Health.UP;
    }
    try {
      return peer.beatsAgain();
    } catch (InternalError e) {
      // Pages of its section are gone.
      return false;
    }
  }

  /** Whether another node takes packets for a flow's local address, also one that hangs. */
  boolean takes(int nodeId, FlowKey key) {
    Lane lane = adapter.lanes().toNode(nodeId);
    return lane != null && takes(lane, key);
  }

  private boolean takes(Lane lane, FlowKey key) {
    DirectoryReader directory = directory(lane);
    try {
      return directory != null && directory.serves(key, true);
    } catch (InternalError e) {
      return lost(lane, false);
    }
  }

  /** A node that has stopped starts again. */
  void expectBack(int nodeId, long nowNanos) {
    expectedUntilNanos.put(nodeId, nowNanos + EXPECTED_NANOS);
  }

  /**
   * Finds those that start again and were not found to serve a flow's local address: as little as
   * of those that hang can it be said of them that they have no socket for it. Who serves it since
   * that look is one of them, so the look comes first.
   *
   * @param serving what {@link #findServing} has found
   */
  void findExpected(FlowKey key, long nowNanos, BitSet serving, BitSet nodes) {
    nodes.clear();
    if (!expectedUntilNanos.isEmpty()) {
      expectedUntilNanos.values().removeIf(until -> until - nowNanos <= 0);
      expectedUntilNanos.keySet().forEach(nodes::set);
    }
    Lanes lanes = adapter.lanes();
    for (int i = 0; i < lanes.count(); i++) {
      Lane lane = lanes.at(i);
      // In this order: it begins to serve before it says that it has started.
      if (isRestarting(lane) || serves(lane, key)) {
        nodes.set(lane.peer().nodeId());
      }
    }
    nodes.andNot(serving);
  }

  /** Whether a node, which was not found to serve a flow's local address, is expected to. */
  boolean isExpected(int nodeId, FlowKey key, long nowNanos) {
    findExpected(key, nowNanos, NONE, expected);
    return expected.get(nodeId);
  }

  private boolean isRestarting(Lane lane) {
    Peer peer = lane.peer();
    if (peer.health() == Peer.Health.DOWN) {
      return peer.isExpectedBack();
    }
    DirectoryReader directory = directory(lane);
    try {
      return directory != null && directory.isStarting();
    } catch (InternalError e) {
      return lost(lane, false);
    }
  }

  /** Finds the other nodes that hang, and had a flow's local address when they began to. */
  void findHanging(FlowKey key, BitSet nodes) {
    nodes.clear();
    Lanes lanes = adapter.lanes();
    for (int i = 0; i < lanes.count(); i++) {
      Lane lane = lanes.at(i);
      if (lane.peer().health() != Peer.Health.DOWN && !isAwake(lane.peer()) && takes(lane, key)) {
        nodes.set(lane.peer().nodeId());
      }
    }
  }

  /** Finds the other nodes that live and take packets for a flow's local address. */
  void findServing(FlowKey key, BitSet nodes) {
    nodes.clear();
    Lanes lanes = adapter.lanes();
    for (int i = 0; i < lanes.count(); i++) {
      Lane lane = lanes.at(i);
      if (serves(lane, key)) {
        nodes.set(lane.peer().nodeId());
      }
    }
  }
}
