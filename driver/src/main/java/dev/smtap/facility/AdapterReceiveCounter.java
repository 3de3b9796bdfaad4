package dev.smtap.facility;

/**
 * What an adapter counts about frames from cast rings; the order is the layout. Per cast frame and
 * reader: delivered, dropped or missed.
 */
public enum AdapterReceiveCounter implements FrameCounter {
  /** Frames written to the TAP. */
  CAST("cast", false),
  /** Bytes of those frames. */
  CAST_BYTES("cast bytes", false),
  /** Commands taken. */
  CAST_COMMANDS("cast commands", false),
  /** Own frames that came by and were passed over. */
  OWN("own", false),
  /** Frames that were overwritten before they could be read. */
  MISSED("missed", true),
  /** Dropped: longer than this adapter's MTU allows. */
  TOO_LARGE("too large", true),
  /** Dropped: the interface is down. */
  INTERFACE_DOWN("interface down", true),
  /** Dropped: the kernel refused the frame. */
  REFUSED("refused", true),
  /** Dropped: what stood in the slot cannot be a record. */
  DAMAGED("damaged", true),
  /** Dropped: the interface is gone. */
  INTERFACE_GONE("interface gone", true);

  private final String label;
  private final boolean drop;

  AdapterReceiveCounter(String label, boolean drop) {
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
