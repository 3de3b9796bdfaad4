package dev.smtap.cli.status;

import java.util.List;

/**
 * A node at one moment.
 *
 * @param id its ID
 * @param state how it does
 * @param generation its generation
 * @param processId its process ID, for people: means nothing in another PID namespace
 * @param startedMillis when it started, milliseconds since 1970
 * @param heartbeatAgeNanos for how long it was silent, beyond what it had said
 * @param sectionBytes length of its section
 * @param reservedBytes memory behind it
 * @param trouble why it cannot be read, empty if it can
 * @param adapters its adapters
 */
public record NodeStatus(
    int id,
    State state,
    long generation,
    int processId,
    long startedMillis,
    long heartbeatAgeNanos,
    long sectionBytes,
    long reservedBytes,
    String trouble,
    List<AdapterStatus> adapters) {

  /** A node of which only its section's trouble is known. */
  public static NodeStatus damaged(int id, String trouble) {
    return new NodeStatus(id, State.DAMAGED, 0, 0, 0, 0, 0, 0, trouble, List.of());
  }

  /** The same node with these adapters only. */
  NodeStatus with(List<AdapterStatus> some) {
    return new NodeStatus(
        id,
        state,
        generation,
        processId,
        startedMillis,
        heartbeatAgeNanos,
        sectionBytes,
        reservedBytes,
        trouble,
        some);
  }

  /** True when its process lives. */
  public boolean isAlive() {
    return state.isAlive();
  }
}
