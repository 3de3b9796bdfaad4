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
import dev.smtap.facility.NodeFiles;
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

/** Reads the sections of the nodes of a partition. One thread. */
final class NodeReader implements AutoCloseable {
  private final Map<Integer, NodeView> views = new TreeMap<>();
  private final Map<Integer, State> states = new TreeMap<>();
  private final Map<Integer, String> troubles = new TreeMap<>();
  private final RingReader rings = new RingReader(views, states);
  private final Facility facility;
  private final NodeFiles files;

  /** Opens every section that can be opened. */
  NodeReader(Facility facility) throws SystemException {
    this.facility = facility;
    List<Integer> shown = new ArrayList<>();
    NodeFiles found = NodeFiles.of(facility);
    for (int id : found.ids()) {
      try {
        add(NodeView.open(facility, id));
        shown.add(id);
      } catch (SystemException e) {
        if (troubles.size() < NodeFiles.MOST_TROUBLES) {
          troubles.put(id, String.valueOf(e.getMessage()));
          shown.add(id);
        }
      }
    }
    this.files = new NodeFiles(shown, found.leftOut() + found.ids().size() - shown.size());
  }

  /** Takes a section over; what becomes of it from now on is the trouble of its node alone. */
  void add(NodeView view) throws SystemException {
    int id = view.nodeId();
    try {
      states.put(id, State.of(view));
      views.put(id, view);
    } catch (InternalError _) {
      troubles.put(id, truncated(view));
      view.close();
    }
  }

  private static String truncated(NodeView view) {
    return "its section " + view.path() + " was truncated";
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

  /** What was left out of the nodes, one sentence each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(rings.problems());
    if (files.leftOut() > 0) {
      problems.add(files.remark(facility));
    }
    return problems;
  }

  /** How much was left out. */
  LeftOut leftOut() {
    return new LeftOut(files.leftOut(), rings.lanesLeftOut());
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
          view.silentNanos(System.nanoTime()),
          file.size(),
          file.allocated(),
          "",
          adapters);
    } catch (InternalError _) {
      return NodeStatus.damaged(id, truncated(view));
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
        rings.read(view, info),
        PublishedArea.isThere(info) ? Optional.of(global(view, info)) : Optional.empty());
  }

  private OffloadStatus offloads(NodeView view, AdapterInfo info) {
    Map<Integer, Offloads> peers = new TreeMap<>();
    for (Map.Entry<Integer, NodeView> each : views.entrySet()) {
      NodeView peer = each.getValue();
      if (peer != view && states.getOrDefault(each.getKey(), State.DAMAGED).isAlive()) {
        received(peer, info.network()).ifPresent(offloads -> peers.put(each.getKey(), offloads));
      }
    }
    AdapterEntry own = view.entry(info);
    return OffloadStatus.of(
        new Offloads(own.offloads()), new Offloads(own.offloadsWanted()), peers);
  }

  /** What a peer receives on a network; a section that was truncated is not the asker's trouble. */
  private static Optional<Offloads> received(NodeView peer, int network) {
    try {
      return peer.adapters().stream()
          .filter(adapter -> adapter.network() == network)
          .map(adapter -> new Offloads(peer.entry(adapter).offloads()))
          .findFirst();
    } catch (InternalError _) {
      return Optional.empty();
    }
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

  @Override
  public void close() throws SystemException {
    for (NodeView view : views.values()) {
      view.close();
    }
  }
}
