package dev.smtap.cli.status;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterEntry;
import dev.smtap.facility.AdapterEntryDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.facility.Facility;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SearchCounter;
import dev.smtap.facility.SendCounter;
import dev.smtap.global.PublishedArea;
import dev.smtap.netlink.LinkState;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the sections of all nodes of a partition. */
final class NodeReader implements AutoCloseable {
  private final Map<Integer, NodeView> views = new TreeMap<>();
  private final Map<Integer, State> states = new TreeMap<>();
  private final Map<Integer, String> troubles = new TreeMap<>();

  /** Opens every section that can be opened. */
  NodeReader(Facility facility) throws SystemException {
    for (int id : facility.nodeIds()) {
      try {
        NodeView view = NodeView.open(facility, id);
        views.put(id, view);
        states.put(id, State.of(view));
      } catch (SystemException e) {
        troubles.put(id, String.valueOf(e.getMessage()));
      }
    }
  }

  /** The nodes, by ID. */
  List<NodeStatus> nodes() throws SystemException {
    Map<Integer, NodeStatus> nodes = new TreeMap<>();
    troubles.forEach((id, trouble) -> nodes.put(id, NodeStatus.damaged(id, trouble)));
    for (Map.Entry<Integer, NodeView> each : views.entrySet()) {
      nodes.put(each.getKey(), node(each.getKey(), each.getValue()));
    }
    return List.copyOf(nodes.values());
  }

  private NodeStatus node(int id, NodeView view) throws SystemException {
    try {
      FileStatus file = view.status();
      List<AdapterStatus> adapters = new ArrayList<>();
      for (AdapterInfo each : view.adapters()) {
        adapters.add(adapter(view, each));
      }
      return new NodeStatus(
          id,
          states.getOrDefault(id, State.DAMAGED),
          view.generation(),
          view.processId(),
          view.startedMillis(),
          System.nanoTime() - view.heartbeatNanos(),
          file.size(),
          file.allocated(),
          "",
          adapters);
    } catch (InternalError e) {
      return NodeStatus.damaged(id, "its section " + view.path() + " was truncated");
    }
  }

  private AdapterStatus adapter(NodeView view, AdapterInfo info) throws SystemException {
    return new AdapterStatus(
        link(view.entry(info), info),
        DataPath.of(info, view.entry(info), offloads(view, info)),
        new AdapterStatus.Pools(
            info.geometry().largeSlots(),
            view.largeReserved(info),
            info.geometry().smallSlots(),
            view.smallReserved(info),
            info.geometry().entries()),
        Tally.of(info.counters(AdapterDescriptor.SENT_OFFSET), AdapterSendCounter.values()),
        Tally.of(info.counters(AdapterDescriptor.RECEIVED_OFFSET), AdapterReceiveCounter.values()),
        Tally.of(info.counters(AdapterDescriptor.FORMER_SENT_OFFSET), SendCounter.values()),
        Tally.of(info.counters(AdapterDescriptor.FORMER_RECEIVED_OFFSET), ReceiveCounter.values()),
        rings(view, info),
        PublishedArea.isThere(info) ? Optional.of(global(view, info)) : Optional.empty());
  }

  private OffloadStatus offloads(NodeView view, AdapterInfo info) {
    Map<Integer, Offloads> peers = new TreeMap<>();
    for (Map.Entry<Integer, NodeView> each : views.entrySet()) {
      NodeView peer = each.getValue();
      if (peer != view && states.getOrDefault(each.getKey(), State.DAMAGED).isAlive()) {
        peer.adapters().stream()
            .filter(adapter -> adapter.network() == info.network())
            .forEach(
                adapter -> peers.put(each.getKey(), new Offloads(peer.entry(adapter).offloads())));
      }
    }
    AdapterEntry own = view.entry(info);
    return OffloadStatus.of(
        new Offloads(own.offloads()), new Offloads(own.offloadsWanted()), peers);
  }

  private static GlobalStatus global(NodeView view, AdapterInfo info) throws SystemException {
    long counters = info.globalPosition() + GlobalAreaDescriptor.COUNTERS_OFFSET;
    return new GlobalStatus(
        PublishedArea.read(info),
        Tally.of(new Counters(counters), SearchCounter.values()),
        PublishedArea.openTable(view, info).map(TableStatus::of));
  }

  private static AdapterStatus.Link link(AdapterEntry entry, AdapterInfo info) {
    return new AdapterStatus.Link(
        entry.interfaceName(),
        info.networkName(),
        info.kind().toString(),
        entry.state() == AdapterEntryDescriptor.STATE_PRESENT ? "present" : "gone",
        entry.namespace(),
        entry.ifindex(),
        entry.mtu(),
        MacAddress.format(entry.mac()),
        (entry.linkFlags() & LinkState.IFF_UP) != 0,
        new Offloads(entry.offloads()).toString(),
        entry.kernelDrops());
  }

  private List<RingStatus> rings(NodeView view, AdapterInfo info) {
    List<RingStatus> rings = new ArrayList<>();
    for (int lane = 0; lane < view.lanesReserved(info); lane++) {
      LaneHead head = new LaneHead(info.lanePosition(lane));
      long generation = head.generation();
      if (generation != 0) {
        rings.add(ring(view, info, head, generation));
      }
    }
    rings.sort((a, b) -> Integer.compare(a.peer(), b.peer()));
    return rings;
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
  private static long inFlight(NodeView view, AdapterInfo info, LaneHead head, NodeView peer) {
    for (AdapterInfo each : peer.adapters()) {
      if (each.network() == info.network()) {
        int lane = peer.findLane(each, view.nodeId(), view.generation());
        return lane < 0
            ? head.written() - head.start()
            : Math.max(0, head.written() - new LaneHead(each.lanePosition(lane)).read());
      }
    }
    return 0;
  }

  @Override
  public void close() throws SystemException {
    for (NodeView view : views.values()) {
      view.close();
    }
  }
}
