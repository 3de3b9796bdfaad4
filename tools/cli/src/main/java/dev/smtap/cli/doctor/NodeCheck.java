package dev.smtap.cli.doctor;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.NodeStatus;
import java.util.ArrayList;
import java.util.List;

/** Whether nodes hang, died, or have lost something. */
final class NodeCheck {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private NodeCheck() {}

  /**
   * Judges.
   *
   * @param clean the command that removes what dead nodes of this partition left
   */
  static List<Finding> judge(List<NodeStatus> nodes, String clean) {
    List<Finding> findings = new ArrayList<>();
    for (NodeStatus node : nodes) {
      switch (node.state()) {
        case HUNG -> findings.add(hung(node));
        case DEAD -> findings.add(dead(node, clean));
        case DAMAGED -> findings.add(damaged(node, clean));
        case UP, STOPPED -> {}
      }
      if (node.isAlive()) {
        node.adapters().forEach(each -> addGone(findings, node, each.link()));
      }
    }
    return findings;
  }

  private static Finding hung(NodeStatus node) {
    int process = node.processId();
    // To kill(1) a number that is no process's means many.
    boolean isProcess = process > 0;
    return finding(
        node.id(),
        "it hangs: process "
            + process
            + " lives, but was not heard of for "
            + node.heartbeatAgeNanos() / NANOS_PER_SECOND
            + " s",
        "frames to it are dropped, and what it holds stays held",
        isProcess
            ? "let it go on if it was stopped; if that does not help, end it with 'kill -9 "
                + process
                + "' and start it again"
            : "find its process, which is another than it says, and end it",
        isProcess ? new String[] {"kill -CONT " + process} : new String[0]);
  }

  private static Finding dead(NodeStatus node, String clean) {
    return finding(
        node.id(),
        "it died without ending in order (process " + node.processId() + ")",
        "it takes no part, and its shared memory is kept ("
            + MemoryCheck.megabytes(node.reservedBytes())
            + ")",
        "start it again, or remove what it left",
        clean);
  }

  private static Finding damaged(NodeStatus node, String clean) {
    return finding(
        node.id(),
        "its section cannot be used: " + node.trouble(),
        "no other node can exchange frames with it",
        "stop it if it runs, remove what is left of it, and start it again",
        clean);
  }

  private static void addGone(List<Finding> findings, NodeStatus node, AdapterStatus.Link link) {
    if (link.state().equals("gone")) {
      findings.add(
          finding(
              node.id(),
              "its interface " + link.interfaceName() + " was deleted while it ran",
              "it has left network " + link.network(),
              "start it again (it is process " + node.processId() + ")"));
    }
  }

  private static Finding finding(
      int id, String wrong, String causes, String advice, String... commands) {
    return new Finding(Topic.NODES, "node " + id, wrong, causes, advice, List.of(commands));
  }
}
