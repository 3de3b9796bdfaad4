package dev.smtap.cli.status;

import dev.smtap.ring.CastLock;
import java.util.ArrayList;
import java.util.List;

/** What is wrong in a partition: one sentence each, that says what to do. */
final class Problems {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Problems() {}

  static List<String> of(List<NetworkStatus> networks, List<NodeStatus> nodes) {
    List<String> problems = new ArrayList<>();
    for (NodeStatus node : nodes) {
      if (node.state() == State.DAMAGED) {
        problems.add("node " + node.id() + " cannot be shown: " + node.trouble());
      } else if (node.state() == State.HUNG) {
        problems.add(hung(node));
        problems.addAll(castLocks(networks, node));
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

  private static List<String> castLocks(List<NetworkStatus> networks, NodeStatus hung) {
    return networks.stream()
        .filter(each -> each.castLock() == CastLock.word(hung.id(), hung.generation()))
        .map(each ->
            "nobody can broadcast on network "
                + each.name()
                + ": node "
                + hung.id()
                + ", which hangs, has the lock of its cast rings; let it go on, or kill it")
        .toList();
  }

  private static List<String> mtus(List<NodeStatus> nodes) {
    return MtuDisagreement.among(nodes).stream()
        .map(each ->
            each
                + "; frames too large for a receiver are dropped there; give all the same with"
                + " 'ip link set dev IFNAME mtu N'")
        .toList();
  }
}
