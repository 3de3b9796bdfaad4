package dev.smtap.cli.status;

import java.nio.file.Path;
import java.util.List;

/**
 * A partition at one moment.
 *
 * @param partition its name
 * @param facility its directory
 * @param reservedBytes memory behind all its sections
 * @param networks its networks
 * @param nodes its nodes, by ID
 * @param leftOut what was not read of it
 * @param problems what is wrong, one sentence each
 */
public record PartitionStatus(
    String partition,
    Path facility,
    long reservedBytes,
    List<NetworkStatus> networks,
    List<NodeStatus> nodes,
    LeftOut leftOut,
    List<String> problems) {
  /** How many nodes have sections of which nothing is known: damaged ones, and too many. */
  public int unreadableNodes() {
    return leftOut.nodes()
        + (int) nodes.stream().filter(each -> each.state() == State.DAMAGED).count();
  }
}
