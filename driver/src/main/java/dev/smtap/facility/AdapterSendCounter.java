package dev.smtap.facility;

/**
 * What an adapter counts about frames that it reads from its TAP; the order is the layout. READ =
 * frames and drops of all lanes (former ones included, NODE_DIED not) + CAST + OWN_NODE + NEIGHBOUR
 * + the drops here.
 */
public enum AdapterSendCounter implements FrameCounter {
  /** Frames read from the TAP. */
  READ("read", false),
  /** Bytes of those frames. */
  READ_BYTES("read bytes", false),
  /** Frames put into a cast ring. */
  CAST("cast", false),
  /** Bytes of those frames. */
  CAST_BYTES("cast bytes", false),
  /** Commands put into the broadcast ring. */
  CAST_COMMANDS("cast commands", false),
  /** Dropped: shorter than an Ethernet header. */
  RUNT("runt", true),
  /** Dropped: addressed to a node that is not there. */
  NO_NODE("no such node", true),
  /** Dropped: a living node keeps the lock of the cast rings. */
  LOCK_HELD("cast lock held", true),
  /** Dropped: no memory for the cast ring. */
  NO_MEMORY("no memory", true),
  /** Dropped: longer than a slot of the cast ring. */
  TOO_LARGE("too large", true),
  /** Global network: packets that this node itself has the socket for, written to its own TAP. */
  OWN_NODE("own node", false),
  /** Bytes of those frames. */
  OWN_NODE_BYTES("own node bytes", false),
  /** Global network: frames that look for neighbours (ARP, NDP); answered or swallowed. */
  NEIGHBOUR("neighbour discovery", false),
  /** Global network, dropped: nobody has a socket for the packet. */
  NO_OWNER("no owner", true),
  /** Global network, dropped: too many packets wait for answers of other nodes. */
  WAIT_FULL("too many wait", true),
  /**
   * Dropped: the own kernel did not take a packet of a global network, or could not hand over a
   * frame that it had sent.
   */
  OWN_REFUSED("own kernel refused", true);

  private final String label;
  private final boolean drop;

  AdapterSendCounter(String label, boolean drop) {
    this.label = label;
    this.drop = drop;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public boolean isDrop() {
    return drop;
  }
}
