package dev.smtap.cli.metrics;

import java.util.List;

/** Metrics of a partition and its nodes; labels partition and node. */
final class NodeFamilies {
  final Family memory =
      Family.gauge("smtap_partition_memory_bytes", "Memory behind the sections of a partition.");
  final Family unreadable =
      Family.gauge(
          "smtap_partition_unreadable_nodes",
          "Nodes that are missing here, because their sections are damaged or too many.");
  final Family unreadRings =
      Family.gauge(
          "smtap_partition_unread_rings",
          "Places for rings that are missing here, because a node has too many.");
  final Family omitted =
      Family.gauge(
          "smtap_partition_omitted_values",
          "Values that are missing here, because one metric has too many.");
  final Family up = Family.gauge("smtap_node_up", "1 while the node lives and does not hang.");
  final Family hung =
      Family.gauge("smtap_node_hung", "1 while the node's process lives but is not heard of.");
  final Family started =
      Family.gauge("smtap_node_start_time_seconds", "When the node started, since 1970.");
  final Family heartbeat =
      Family.gauge(
          "smtap_node_heartbeat_age_seconds",
          "How long the node was silent, beyond what it had said.");

  List<Family> all() {
    return List.of(memory, unreadable, unreadRings, omitted, up, hung, started, heartbeat);
  }
}
