package dev.smtap.cli.connections;

import dev.smtap.cli.status.State;
import dev.smtap.global.ConnectionReader;
import dev.smtap.global.PublishedArea;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One node on one global network.
 *
 * @param node the node's ID
 * @param state how it does
 * @param generation its generation
 * @param interfaceName its interface there
 * @param network the network
 * @param published what it publishes: its part of the directory
 * @param table its connection table, if it has one
 */
public record Entry(
    int node,
    State state,
    long generation,
    String interfaceName,
    String network,
    PublishedArea published,
    Optional<ConnectionReader> table) {

  /** How many flows its table has of a node in one generation. */
  long countFlowsOf(int owner, long ownerGeneration) {
    if (table.isEmpty()) {
      return 0;
    }
    ConnectionReader reader = table.get();
    long count = 0;
    for (int i = 0; i < reader.entries(); i++) {
      boolean isOfOwner =
          reader.read(i) && reader.nodeId() == owner && reader.generation() == ownerGeneration;
      count += isOfOwner ? 1 : 0;
    }
    return count;
  }

  /** Reads the flows of its table one after the other, in no particular order. */
  void forEachFlow(Consumer<Flow> action) {
    if (table.isEmpty()) {
      return;
    }
    ConnectionReader reader = table.get();
    long now = System.nanoTime();
    for (int i = 0; i < reader.entries(); i++) {
      if (reader.read(i)) {
        action.accept(Flow.of(reader, now));
      }
    }
  }
}
