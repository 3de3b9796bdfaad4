package dev.smtap.facility;

/**
 * What a lane counts about frames to its peer; the order is the layout. {@link #FRAMES} is what
 * stands in the ring or was read from it; the drops never got into it, except {@link #NODE_DIED},
 * which is the part of FRAMES that a death made unreadable.
 */
public enum SendCounter implements FrameCounter {
  /** Frames put into the pair ring. */
  FRAMES("frames", false),
  /** Bytes of those frames, Ethernet header included. */
  BYTES("bytes", false),
  /** Commands put into the pair ring. */
  COMMANDS("commands", false),
  /** Frames that were in flight when the receiving node died or lost its interface. */
  NODE_DIED("node died", true),
  /**
   * Dropped: the receiver did not take frames within the bounded wait, or holds all that one
   * receiver may hold.
   */
  RING_FULL("ring full", true),
  /** Dropped: no free slot within the bounded wait. */
  POOL_EMPTY("pool empty", true),
  /** Dropped: the receiving node hangs. */
  NODE_HUNG("node hung", true),
  /** Dropped: the receiving node is dead or stopped, or does not take part in this network. */
  NODE_DOWN("node down", true),
  /** Dropped: the receiver's read counter cannot be true. */
  RING_DAMAGED("ring damaged", true);

  private final String label;
  private final boolean drop;

  SendCounter(String label, boolean drop) {
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
