package dev.smtap.facility;

/**
 * A counter of a block ({@link Counters}); its ordinal is its place there. Implemented by the enums
 * that name what each kind of block counts.
 */
public sealed interface FrameCounter
    permits SendCounter, ReceiveCounter, AdapterSendCounter, AdapterReceiveCounter, SearchCounter {
  /** Its place in the block. */
  int ordinal();

  /** Its name on screen and in JSON. */
  String label();

  /** True when it counts lost frames. */
  boolean isDrop();
}
