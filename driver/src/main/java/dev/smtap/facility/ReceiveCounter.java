package dev.smtap.facility;

/**
 * What a lane counts about frames from its peer; the order is the layout. Per pair: the sender's
 * FRAMES + COMMANDS = the receiver's FRAMES + COMMANDS + drops + the sender's NODE_DIED.
 */
public enum ReceiveCounter implements FrameCounter {
  /** Frames written to the TAP. */
  FRAMES("frames", false),
  /** Bytes of those frames. */
  BYTES("bytes", false),
  /** Commands taken. */
  COMMANDS("commands", false),
  /** Dropped: longer than this adapter's MTU allows. */
  TOO_LARGE("too large", true),
  /** Dropped: the interface is down. */
  INTERFACE_DOWN("interface down", true),
  /** Dropped: the kernel refused the frame. */
  REFUSED("refused", true),
  /** Dropped: the descriptor names no slot, or a length that no slot has. */
  BAD_DESCRIPTOR("bad descriptor", true),
  /** Dropped: the SM header does not name the owner of the ring. */
  BAD_SOURCE("bad source", true),
  /** Dropped: the interface is gone. */
  INTERFACE_GONE("interface gone", true);

  private final String label;
  private final boolean drop;

  ReceiveCounter(String label, boolean drop) {
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
