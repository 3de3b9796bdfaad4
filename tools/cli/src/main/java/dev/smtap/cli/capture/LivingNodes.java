package dev.smtap.cli.capture;

import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeState;
import dev.smtap.posix.SystemException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which nodes of a partition live, whatever others do to its files meanwhile.
 *
 * @param facility the partition
 */
record LivingNodes(Facility facility) {
  /** IDs; none when the directory went with its last node: another may come, and make it again. */
  List<Integer> idsNow() {
    try {
      return facility.nodeIds();
    } catch (SystemException e) {
      return List.of();
    }
  }

  /**
   * A node that lives.
   *
   * @param teller takes the sentence about a section that cannot be read, which is passed over
   */
  Optional<NodeState> find(int nodeId, Consumer<String> teller) {
    try {
      return Optional.of(NodeState.of(facility, nodeId)).filter(NodeState::alive);
    } catch (SystemException e) {
      teller.accept(String.valueOf(e.getMessage()));
    } catch (InternalError e) {
      teller.accept("cannot capture from node " + nodeId + ": its section was truncated");
    }
    return Optional.empty();
  }
}
