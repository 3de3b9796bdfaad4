package dev.smtap.cli.service;

import dev.smtap.node.NodeConfig;

/** What a node of the configuration is recognised by when that is read again. */
final class NodeName {
  private NodeName() {}

  /** Its ID, or else its first interface and where that is. */
  static String of(NodeConfig node) {
    if (node.nodeId() != 0) {
      return "node " + node.nodeId();
    }
    String place = node.namespace().isEmpty() ? "" : " in " + node.namespace();
    return "the node of " + node.adapters().getFirst().interfaceName() + place;
  }
}
