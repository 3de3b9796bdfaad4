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
 * @param problems what is wrong, one sentence each
 */
public record PartitionStatus(
    String partition,
    Path facility,
    long reservedBytes,
    List<NetworkStatus> networks,
    List<NodeStatus> nodes,
    List<String> problems) {}
