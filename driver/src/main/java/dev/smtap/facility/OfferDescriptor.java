package dev.smtap.facility;

/**
 * Layout of an offer in the published part of a global network ({@link GlobalAreaDescriptor}): this
 * node can answer for a global address on a segment outside. An address is two words in the order
 * of {@link dev.smtap.wire.FlowKey}.
 *
 * <pre>
 *     0 +--------------------------------------------------+
 *       | first address of the segment (16)                |
 *    16 | prefix length (4)   | number of the address (4)  |
 *    24 | flags (4)           | zero (4)                   |
 *    32 +--------------------------------------------------+
 * </pre>
 */
public final class OfferDescriptor {
  /** Offset of the first address of the segment. */
  public static final int FIRST_ADDRESS_OFFSET = 0;

  /** Offset of the prefix length. */
  public static final int PREFIX_LENGTH_OFFSET = 16;

  /** Offset of the address's number. */
  public static final int ADDRESS_OFFSET = 20;

  /** Offset of the flags: {@link #IS_HELD}. */
  public static final int FLAGS_OFFSET = 24;

  /** Flag: this node answers there now. */
  public static final int IS_HELD = 1;

  /** Bytes of an offer. */
  public static final int BYTES = 32;

  private OfferDescriptor() {}
}
