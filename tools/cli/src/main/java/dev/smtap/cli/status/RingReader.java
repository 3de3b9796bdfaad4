package dev.smtap.cli.status;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the pair rings of a partition. How many a node has is its own word, so of each adapter no
 * more are looked at than its share of what the memory of a reader is enough for. One thread.
 */
final class RingReader {
  /** Lanes of all adapters together: 64 nodes on two networks have fewer. */
  static final int MOST_LANES = 8_192;

  private final Map<Integer, NodeView> views;
  private final Map<Integer, State> states;
  private final List<String> problems = new ArrayList<>();
  private int lanesLeftOut;

  /**
   * Made before the nodes are known.
   *
   * @param views sections, by node ID
   * @param states how their nodes do
   */
  RingReader(Map<Integer, NodeView> views, Map<Integer, State> states) {
    this.views = views;
    this.states = states;
  }

  /** What was left out so far, one sentence each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** How many lanes were not looked at so far. */
  int lanesLeftOut() {
    return lanesLeftOut;
  }

  /** The rings of an adapter, by peer. */
  List<RingStatus> read(NodeView view, AdapterInfo info) {
    int reserved = view.lanesReserved(info);
    int lanes = Math.min(reserved, share());
    if (lanes < reserved) {
      lanesLeftOut += reserved - lanes;
      problems.add(leftOut(view, info, lanes, reserved));
    }
    List<RingStatus> rings = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      LaneHead head = new LaneHead(info.lanePosition(lane));
      long generation = head.generation();
      if (generation != 0) {
        rings.add(ring(view, info, head, generation));
      }
    }
    rings.sort((a, b) -> Integer.compare(a.peer(), b.peer()));
    return rings;
  }

  /** Lanes of each adapter. */
  private int share() {
    int adapters = views.values().stream().mapToInt(each -> each.adapters().size()).sum();
    return Math.max(1, MOST_LANES / Math.max(1, adapters));
  }

  private static String leftOut(NodeView view, AdapterInfo info, int shown, int reserved) {
    return "node "
        + view.nodeId()
        + " has places for "
        + reserved
        + " peers on network "
        + info.networkName()
        + ", too many to be read all, so that only the first "
        + shown
        + " are shown; if there never were so many nodes, stop it and start it again";
  }

  private RingStatus ring(NodeView view, AdapterInfo info, LaneHead head, long peerGeneration) {
    NodeView peer = views.get(head.peerId());
    State state = State.DEAD;
    long inFlight = 0;
    if (peer != null && peer.generation() == peerGeneration) {
      state = states.getOrDefault(head.peerId(), State.DAMAGED);
      inFlight = state.isAlive() ? inFlight(view, info, head, peer) : 0;
    }
    return new RingStatus(
        head.peerId(),
        peerGeneration,
        state == State.UP ? "up" : state == State.HUNG ? "hung" : "down",
        Tally.of(head.sent(), SendCounter.values()),
        Tally.of(head.received(), ReceiveCounter.values()),
        inFlight);
  }

  /** What stands in the ring to a peer that lives; 0 as long as the peer has not connected. */
  private long inFlight(NodeView view, AdapterInfo info, LaneHead head, NodeView peer) {
    long written = head.written();
    long start = head.start();
    for (AdapterInfo each : peer.adapters()) {
      if (each.network() == info.network()) {
        return Math.max(0, written - readBy(peer, each, view, start, written));
      }
    }
    return 0;
  }

  /**
   * How far a peer has read: nothing as long as it has not connected, all that was written if its
   * section was truncated, which is not the writer's trouble.
   */
  private long readBy(NodeView peer, AdapterInfo info, NodeView writer, long start, long written) {
    try {
      int lanes = Math.min(peer.lanesReserved(info), share());
      for (int lane = 0; lane < lanes; lane++) {
        LaneHead head = new LaneHead(info.lanePosition(lane));
        if (head.generation() == writer.generation() && head.peerId() == writer.nodeId()) {
          return head.read();
        }
      }
      return start;
    } catch (InternalError _) {
      return written;
    }
  }
}
