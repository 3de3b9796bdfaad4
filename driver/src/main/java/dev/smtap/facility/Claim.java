package dev.smtap.facility;

import dev.smtap.posix.SystemException;
import dev.smtap.wire.NodeAddress;

/**
 * An ID that nobody living has, and a generation newer than that of whoever had it before. Made
 * under the start lock.
 *
 * @param nodeId the ID
 * @param generation the generation
 */
public record Claim(int nodeId, long generation) {
  /**
   * Claims an ID.
   *
   * @param wanted the ID, or 0 for the first free one
   */
  public static Claim of(Facility facility, int wanted) throws SystemException {
    if (wanted != 0) {
      NodeState state = NodeState.of(facility, wanted);
      if (state.alive()) {
        throw SystemException.because(
            "claim",
            "node ID " + wanted,
            "a living node of this partition has it " + state.who(),
            "choose another --node, or stop that one");
      }
      return after(wanted, state);
    }
    for (int id = NodeAddress.LOWEST_ID; id <= NodeAddress.HIGHEST_ID; id++) {
      NodeState state = NodeState.of(facility, id);
      if (!state.alive()) {
        return after(id, state);
      }
    }
    throw SystemException.because(
        "claim", "a node ID", "all are in use", "stop a node of this partition");
  }

  private static Claim after(int id, NodeState state) {
    long now = System.currentTimeMillis() & NodeSectionDescriptor.HIGHEST_GENERATION;
    // Behind the highest one, which only a liar has reached, any other one will do.
    boolean isLast = state.generation() >= NodeSectionDescriptor.HIGHEST_GENERATION;
    return new Claim(id, isLast ? now : Math.max(now, state.generation() + 1));
  }
}
