package dev.smtap.facility;

/**
 * What an adapter of a global network counts about the search for the owners of packets; the order
 * is the layout. What became of the packets is in {@link AdapterSendCounter} and {@link
 * SendCounter}.
 */
public enum SearchCounter implements FrameCounter {
  /** Packets of flows that the connection table had. */
  KNOWN("known"),
  /** New flows whose socket matches exactly: on this node, or another one said so. */
  EXACT("exact"),
  /** New flows given to a socket for their foreign end, whatever its local address. */
  FOREIGN_END("foreign end"),
  /** New flows given to a listener. */
  LISTENER("listener"),
  /**
   * New flows for which nobody was asked: the directory alone decided, or a node had opened it from
   * a port of its share.
   */
  UNASKED("unasked"),
  /** Later fragments that followed the first one of their packet. */
  FRAGMENT("fragment"),
  /** ICMP errors that followed the flow that they quote. */
  QUOTED("quoted"),
  /** Packets without a port, echo requests among them: they stay on this node. */
  PORTLESS("portless"),
  /** Questions that were cast. */
  QUESTIONS("questions"),
  /** Questions to which somebody did not answer in time. */
  OVERDUE("overdue"),
  /** Questions of others that were answered. */
  ANSWERS("answers"),
  /** Packets that waited for answers. */
  WAITED("waited"),
  /** Packets without an owner that this node's kernel refuses, by TCP reset or ICMP. */
  REJECTED("rejected"),
  /** Flows that were forgotten because their socket was destroyed. */
  ENDED("ended"),
  /** Flows that found no room in the connection table. */
  UNRECORDED("unrecorded"),
  /** Answers of a second node that has a socket for the very same flow. */
  CONFLICTS("conflicts"),
  /** Flows that stay with the node to which another one, where they came in before, gave them. */
  TAKEN_OVER("taken over");

  private final String label;

  SearchCounter(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public boolean isDrop() {
    return false;
  }
}
