package dev.smtap.cli.capture;

import dev.smtap.cli.control.NodeCaller;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeState;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The nodes that capture for us: those that run, and those that start meanwhile. One thread. */
final class CapturedNodes implements AutoCloseable {
  private static final long NEW_ONES_NANOS = 1_000_000_000L;

  private final Facility facility;
  private final LivingNodes living;
  private final NodeCaller caller;
  private final CaptureOptions wanted;
  private final Consumer<String> teller;
  private final List<NodeCapture> nodes = new ArrayList<>();
  private final Map<Integer, Long> refused = new HashMap<>();
  private long nextSearch;

  /** What is done with a node. */
  interface Step {
    /** Does it. */
    void take(NodeCapture node) throws SystemException;
  }

  /**
   * Nobody yet.
   *
   * @param teller takes sentences about nodes that come and go
   */
  CapturedNodes(
      Facility facility, NodeCaller caller, CaptureOptions wanted, Consumer<String> teller) {
    this.facility = facility;
    this.living = new LivingNodes(facility);
    this.caller = caller;
    this.wanted = wanted;
    this.teller = teller;
  }

  /**
   * Lets those begin that run.
   *
   * @throws SystemException if one that was named does not, or none
   */
  void begin() throws SystemException {
    for (int each : wanted.nodes()) {
      beginOne(each, true);
    }
    for (int each : wanted.nodes().isEmpty() ? facility.nodeIds() : List.<Integer>of()) {
      if (living.find(each, teller).isPresent()) {
        beginOne(each, false);
      }
    }
    if (nodes.isEmpty()) {
      throw SystemException.because(
          "capture from",
          "partition " + facility.partition(),
          wanted.interfaceName().isEmpty()
              ? "no node of it runs"
              : "no node of it that runs has interface " + wanted.interfaceName(),
          "'smtap status' shows what there is");
    }
    nextSearch = System.nanoTime() + NEW_ONES_NANOS;
  }

  /** Of many nodes one that cannot is told of, and the others are captured. */
  private void beginOne(int nodeId, boolean isNeeded) throws SystemException {
    try {
      nodes.add(NodeCapture.begin(facility, caller, nodeId, wanted));
    } catch (SystemException e) {
      if (isNeeded) {
        throw e;
      }
      if (wanted.interfaceName().isEmpty()) {
        teller.accept(String.valueOf(e.getMessage()));
      }
    }
  }

  boolean anyLeft() {
    return !nodes.isEmpty() || wanted.nodes().isEmpty();
  }

  void forEach(Step step) throws SystemException {
    for (NodeCapture each : nodes) {
      step.take(each);
    }
  }

  /** All adapters are named in the file from the start. */
  void announce(PcapngWriter writer) throws SystemException {
    for (NodeCapture node : nodes) {
      announce(node, writer);
    }
  }

  private static void announce(NodeCapture node, PcapngWriter writer) throws SystemException {
    for (ThreadRing each : node.rings()) {
      writer.announce(each.adapter());
    }
  }

  /** The ring with the oldest record, null if there is none in any. */
  @Nullable ThreadRing oldest() {
    ThreadRing oldest = null;
    for (NodeCapture node : nodes) {
      for (ThreadRing each : node.rings()) {
        if (each.hasRecord() && (oldest == null || isOlder(each, oldest))) {
          oldest = each;
        }
      }
    }
    return oldest;
  }

  private static boolean isOlder(ThreadRing one, ThreadRing other) {
    return one.reader().timeNanos() < other.reader().timeNanos();
  }

  /** What is written from now on is not read any more. */
  void endHere() {
    for (NodeCapture node : nodes) {
      node.rings().forEach(ThreadRing::endHere);
    }
  }

  /** Notices who has gone, and who has come. */
  void look(long nowNanos, PcapngWriter writer, Step finish) throws SystemException {
    for (NodeCapture node : List.copyOf(nodes)) {
      if (!node.isRunning() && node.rings().stream().noneMatch(ThreadRing::hasRecord)) {
        finish.take(node);
        nodes.remove(node);
        node.close();
        teller.accept("node " + node.nodeId() + " has stopped");
      }
    }
    if (nowNanos - nextSearch >= 0) {
      nextSearch = nowNanos + NEW_ONES_NANOS;
      search(writer);
    }
  }

  private void search(PcapngWriter writer) throws SystemException {
    for (int id : living.idsNow()) {
      boolean isKnown = nodes.stream().anyMatch(each -> each.nodeId() == id);
      if (isKnown || !wanted.isAbout(id)) {
        continue;
      }
      // Told each time, it would be told without end.
      NodeState state = living.find(id, _ -> {}).orElse(null);
      if (state != null && !Long.valueOf(state.generation()).equals(refused.get(id))) {
        refused.put(id, state.generation());
        follow(id, writer);
      }
    }
  }

  private void follow(int nodeId, PcapngWriter writer) throws SystemException {
    int before = nodes.size();
    beginOne(nodeId, false);
    if (nodes.size() > before) {
      refused.remove(nodeId);
      announce(nodes.getLast(), writer);
      teller.accept("node " + nodeId + " has started");
    }
  }

  /** Writes what there was of a node's adapters; how much was missed. */
  long statistics(NodeCapture node, PcapngWriter writer) throws SystemException {
    long now = System.currentTimeMillis() * 1_000_000L;
    long sum = 0;
    for (AdapterName adapter : node.rings().stream().map(ThreadRing::adapter).distinct().toList()) {
      long missed =
          node.rings().stream()
              .filter(each -> each.adapter().equals(adapter))
              .mapToLong(each -> each.reader().missed())
              .sum();
      writer.statistics(adapter, OptionalLong.of(missed), now);
      sum += missed;
    }
    return sum;
  }

  @Override
  public void close() throws SystemException {
    for (NodeCapture each : nodes) {
      each.close();
    }
  }
}
