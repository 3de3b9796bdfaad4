package dev.smtap.cli.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is wrong in a partition: one sentence each, that says what to do. */
final class Problems {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Problems() {}

  static List<String> of(List<NodeStatus> nodes) {
    List<String> problems = new ArrayList<>();
    for (NodeStatus node : nodes) {
      if (node.state() == State.DAMAGED) {
        problems.add("node " + node.id() + " cannot be shown: " + node.trouble());
      } else if (node.state() == State.HUNG) {
        problems.add(hung(node));
      }
    }
    problems.addAll(mtus(nodes));
    return problems;
  }

  private static String hung(NodeStatus node) {
    return "node "
        + node.id()
        + " hangs: process "
        + node.processId()
        + " lives, but was not heard of for "
        + node.heartbeatAgeNanos() / NANOS_PER_SECOND
        + " s; frames to it are dropped until it goes on; let it go on (kill -CONT), or kill it";
  }

  /** Networks on which living nodes have different MTUs. */
  private static List<String> mtus(List<NodeStatus> nodes) {
    Map<String, Map<String, Integer>> byNetwork = new TreeMap<>();
    for (NodeStatus node : nodes) {
      for (AdapterStatus adapter : node.isAlive() ? node.adapters() : List.<AdapterStatus>of()) {
        if (adapter.link().state().equals("present")) {
          byNetwork
              .computeIfAbsent(adapter.link().network(), _ -> new LinkedHashMap<>())
              .put("node " + node.id(), adapter.link().mtu());
        }
      }
    }
    List<String> problems = new ArrayList<>();
    byNetwork.forEach((network, mtus) -> {
      if (mtus.values().stream().distinct().count() > 1) {
        problems.add(disagreement(network, mtus));
      }
    });
    return problems;
  }

  private static String disagreement(String network, Map<String, Integer> mtus) {
    List<String> each = new ArrayList<>();
    mtus.forEach((node, mtu) -> each.add(node + " has " + mtu));
    return "the nodes disagree about the MTU of network "
        + network
        + ": "
        + String.join(", ", each)
        + "; frames too large for a receiver are dropped there; give all the same with"
        + " 'ip link set dev IFNAME mtu N'";
  }
}
