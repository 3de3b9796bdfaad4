package dev.smtap.cli.top;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.Drop;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.RingStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What had been lost at the reading before. The counts of a ring that is used otherwise since are
 * among those of former nodes now: that is where they are looked for, so that their moving there is
 * no loss.
 */
final class LostBefore {
  private final Map<List<Object>, Long> frames = new HashMap<>();
  private final Set<List<Object>> rings = new HashSet<>();

  LostBefore(Optional<List<NodeStatus>> before, List<NodeStatus> now) {
    for (NodeStatus node : now) {
      for (AdapterStatus adapter : node.adapters()) {
        adapter.rings().forEach(ring -> rings.add(identity(node, adapter, ring)));
      }
    }
    before.ifPresent(nodes ->
        Drop.in(nodes).forEach(each -> frames.merge(place(each), each.frames(), Long::sum)));
  }

  /** How many there had been of this. */
  long frames(Drop drop) {
    return frames.getOrDefault(place(drop), 0L);
  }

  private List<Object> place(Drop drop) {
    String where = drop.where();
    long peerGeneration = 0;
    if (drop.ring().isPresent()) {
      RingStatus ring = drop.ring().get();
      boolean isStillThere = rings.contains(identity(drop.node(), drop.adapter(), ring));
      where = isStillThere ? where : drop.whereOnceFormer();
      peerGeneration = isStillThere ? ring.peerGeneration() : 0;
    }
    return List.of(adapter(drop.node(), drop.adapter()), where, drop.cause(), peerGeneration);
  }

  private static List<Object> identity(NodeStatus node, AdapterStatus adapter, RingStatus ring) {
    return List.of(adapter(node, adapter), ring.peer(), ring.peerGeneration());
  }

  /** An adapter of one start of a node: these do not change. */
  private static List<Object> adapter(NodeStatus node, AdapterStatus adapter) {
    return List.of(node.id(), node.generation(), node.adapters().indexOf(adapter));
  }
}
