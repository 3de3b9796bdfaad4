package dev.smtap.node;

import java.util.List;

/**
 * What a node said when it was asked how it is: its control thread by answering, its other threads
 * by the next pass of their loops, for which they were woken. Any thread.
 */
public final class Checkup {
  private final int nodeId;
  private final int neighbours;
  private final List<Passes> passes;

  /** One that has just begun; the threads were woken after the passes were taken. */
  Checkup(int nodeId, int neighbours, List<Passes> passes) {
    this.nodeId = nodeId;
    this.neighbours = neighbours;
    this.passes = List.copyOf(passes);
  }

  /** The node. */
  public int nodeId() {
    return nodeId;
  }

  /** Nodes that it was connected with. */
  public int neighbours() {
    return neighbours;
  }

  /** Interfaces that it had, by the names that they were opened by. */
  public List<String> interfaces() {
    return passes.stream().map(each -> each.adapter().name()).toList();
  }

  /** Whether every thread of the node has proved that it lives. */
  public boolean isProven() {
    return passes.stream().allMatch(Passes::bothWentOn);
  }

  /** Threads that have not yet proved it, in words. */
  public List<String> standing() {
    return passes.stream().map(Passes::standing).filter(each -> !each.isEmpty()).toList();
  }
}
