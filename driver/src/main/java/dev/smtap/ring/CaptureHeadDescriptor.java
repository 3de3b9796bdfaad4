package dev.smtap.ring;

/**
 * Layout of the head of a capture ring. Both counters are in bytes and never wrap.
 *
 * <pre>
 *     0 +--------------------------------------------------------+
 *       | intent (8): up to where bytes may be changing          |
 *     8 | written (8): up to where records are whole             |
 *   128 +--------------------------------------------------------+
 * </pre>
 */
public final class CaptureHeadDescriptor {
  /** Offset of the intent. */
  public static final int INTENT_OFFSET = 0;

  /** Offset of the write counter. */
  public static final int WRITTEN_OFFSET = 8;

  /** Bytes of a head: what two threads write lies in different cache lines. */
  public static final int BYTES = 128;

  private CaptureHeadDescriptor() {}
}
