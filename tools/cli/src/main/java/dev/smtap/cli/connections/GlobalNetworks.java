package dev.smtap.cli.connections;

import dev.smtap.cli.status.State;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeFiles;
import dev.smtap.facility.NodeView;
import dev.smtap.global.PublishedArea;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Reads what the nodes of a partition say about its global networks, node by node. */
public final class GlobalNetworks implements AutoCloseable {
  private final List<NodeView> views = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * Opens the sections of the nodes that are wanted.
   *
   * @param wanted true for the IDs of those
   */
  public GlobalNetworks(Facility facility, IntPredicate wanted) throws SystemException {
    NodeFiles files = NodeFiles.of(facility);
    for (int id : files.ids()) {
      if (wanted.test(id)) {
        open(facility, id);
      }
    }
    if (files.leftOut() > 0) {
      problems.add(files.remark(facility));
    }
  }

  private void open(Facility facility, int id) {
    try {
      NodeView view = NodeView.open(facility, id);
      views.add(view);
      guard(id, () -> read(view));
    } catch (SystemException e) {
      if (problems.size() < NodeFiles.MOST_TROUBLES) {
        problems.add("node " + id + " cannot be shown: " + e.getMessage());
      }
    }
  }

  private void read(NodeView view) throws SystemException {
    State state = State.of(view);
    for (AdapterInfo info : view.adapters()) {
      if (PublishedArea.isThere(info)) {
        Entry entry =
            new Entry(
                view.nodeId(),
                state,
                view.generation(),
                view.entry(info).interfaceName(),
                info.networkName(),
                PublishedArea.read(info),
                PublishedArea.openTable(view, info));
        entries.add(entry);
        if (!entry.published().isSettled()) {
          problems.add(unsettled(entry));
        }
      }
    }
  }

  private static String unsettled(Entry entry) {
    return "what node "
        + entry.node()
        + " publishes about network "
        + entry.network()
        + " did not come to rest while it was read"
        + (entry.state().isAlive() ? "; try again" : ", because the node died meanwhile");
  }

  /** Something that reads a section. */
  @FunctionalInterface
  private interface Reading {
    void run() throws SystemException;
  }

  /** Pages of a section that its owner cut off give an error of the Java runtime. */
  private void guard(int node, Reading reading) throws SystemException {
    try {
      reading.run();
    } catch (InternalError e) {
      problems.add("node " + node + " cannot be shown: its section was truncated");
    }
  }

  /** The nodes on global networks, by ID. */
  public List<Entry> entries() {
    return entries;
  }

  /** Reads the flows of a node's table. */
  public void forEachFlow(Entry entry, Consumer<Flow> action) throws SystemException {
    guard(entry.node(), () -> entry.forEachFlow(action));
  }

  /** Counts the flows of a node in the tables of all nodes that live on its network. */
  public long countFlowsOf(Entry owner) throws SystemException {
    long[] count = {0};
    for (Entry each : entries) {
      if (each.state().isAlive() && each.network().equals(owner.network())) {
        guard(each.node(), () -> count[0] += each.countFlowsOf(owner.node(), owner.generation()));
      }
    }
    return count[0];
  }

  /** What is wrong, one sentence each; complete when everything else was read. */
  public List<String> problems() {
    return problems;
  }

  @Override
  public void close() throws SystemException {
    for (NodeView view : views) {
      view.close();
    }
  }
}
