package dev.smtap.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an adapter has lost for one cause at one place.
 *
 * @param node its node
 * @param adapter the adapter
 * @param ring the ring with one peer, if it was there
 * @param where at which place, in words
 * @param cause why, in words
 * @param frames how many frames
 */
public record Drop(
    NodeStatus node,
    AdapterStatus adapter,
    Optional<RingStatus> ring,
    String where,
    String cause,
    long frames) {
  /** Where frames to nodes were lost whose rings are used otherwise by now. */
  public static final String TO_FORMER = "to former nodes";

  /** The same of frames from such nodes. */
  public static final String FROM_FORMER = "from former nodes";

  /** Of all nodes together: more than anybody reads, and few enough for little memory. */
  static final int MOST = 4_096;

  /** Where and why, in what stands for all else that an adapter has lost. */
  static final String OTHERS = "others";

  private static final String TO = "to node ";
  private static final String FROM = "from node ";

  /** What the kernel calls frames that it dropped before the driver could read them. */
  private static final String BY_KERNEL = "tx_dropped";

  /**
   * Everything that nodes have lost, in the order of nodes and adapters. Where a node has very many
   * places and causes, what is beyond its share is one for each adapter.
   */
  public static List<Drop> in(List<NodeStatus> nodes) {
    List<Drop> drops = new ArrayList<>();
    int share = Math.max(1, MOST / Math.max(1, nodes.size()));
    for (NodeStatus node : nodes) {
      OfNode ofNode = new OfNode(node, share);
      for (AdapterStatus adapter : node.adapters()) {
        Tallies tallies = new Tallies(ofNode, adapter);
        tallies.add(Optional.empty(), "sending", adapter.sent());
        tallies.add(Optional.empty(), "receiving casts", adapter.received());
        tallies.add(Optional.empty(), TO_FORMER, adapter.formerSent());
        tallies.add(Optional.empty(), FROM_FORMER, adapter.formerReceived());
        for (RingStatus ring : adapter.rings()) {
          tallies.add(Optional.of(ring), TO + ring.peer(), ring.sent());
          tallies.add(Optional.of(ring), FROM + ring.peer(), ring.received());
        }
        long byKernel = adapter.link().kernelDrops();
        tallies.add(Optional.empty(), "before node " + node.id(), BY_KERNEL, byKernel);
        ofNode.end(adapter);
      }
      drops.addAll(ofNode.drops);
    }
    return drops;
  }

  /** Collects the drops of an adapter. */
  private record Tallies(OfNode node, AdapterStatus adapter) {
    void add(Optional<RingStatus> ring, String where, Tally tally) {
      tally.drops().forEach((cause, frames) -> add(ring, where, cause, frames));
    }

    void add(Optional<RingStatus> ring, String where, String cause, long frames) {
      if (frames != 0) {
        node.add(adapter, ring, where, cause, frames);
      }
    }
  }

  /** The drops of a node, no more than its share. */
  private static final class OfNode {
    private final NodeStatus node;
    private final int share;
    private final List<Drop> drops = new ArrayList<>();
    private long others;

    OfNode(NodeStatus node, int share) {
      this.node = node;
      this.share = share;
    }

    void add(
        AdapterStatus adapter, Optional<RingStatus> ring, String where, String cause, long frames) {
      if (drops.size() < share) {
        drops.add(new Drop(node, adapter, ring, where, cause, frames));
      } else {
        others += frames;
      }
    }

    /** Nothing comes of this adapter any more. */
    void end(AdapterStatus adapter) {
      if (others != 0) {
        drops.add(new Drop(node, adapter, Optional.empty(), OTHERS, OTHERS, others));
        others = 0;
      }
    }
  }

  /** True when the kernel lost them before the driver could read them. */
  public boolean isOfKernel() {
    return cause.equals(BY_KERNEL);
  }

  /** Where this is counted once its ring is used otherwise. */
  public String whereOnceFormer() {
    return where.startsWith(TO) ? TO_FORMER : FROM_FORMER;
  }
}
