package dev.smtap.global;

/**
 * When an entry's flow began: 24 bits of ticks, as {@link ConnectionBucketDescriptor} has them, the
 * high 8 bits in the word about the node and the low 16 bits in that of the bytes. They turn after
 * 52 days, which a flow may live: so its age is told up to 48 days, and the owner's round of the
 * table keeps an older one there by moving the high part, a word by itself, which is therefore
 * never read half moved.
 */
final class FlowAge {
  private static final int LOW_BITS = 16;
  private static final int HIGH_MASK = 0xff;

  private static final long HIGH_WORD_MASK =
      (long) HIGH_MASK << ConnectionBucketDescriptor.BEGUN_HIGH_SHIFT;

  /** High parts, of 4.9 hours each, from which on an age is held. */
  private static final int HELD_FROM = 240;

  /** High parts that it has then. */
  private static final int HELD_AT = 239;

  /**
   * An age of so many is none, but a clock ahead of the other. What lies below is for a round that
   * is late: two days.
   */
  private static final int AHEAD = 255;

  /** The greatest age, in ticks: below any that is held. */
  static final int MOST_TICKS = (HELD_AT - 1) << LOW_BITS;

  private FlowAge() {}

  /** What the word about the node says of a flow that begins. */
  static long highWord(int tick) {
    return (long) (tick >>> LOW_BITS) << ConnectionBucketDescriptor.BEGUN_HIGH_SHIFT;
  }

  /** The word of the bytes of a flow that begins. */
  static long lowWord(int tick) {
    return (long) tick << ConnectionBucketDescriptor.BEGUN_LOW_SHIFT;
  }

  private static int high(long meta) {
    return (int) (meta >>> ConnectionBucketDescriptor.BEGUN_HIGH_SHIFT) & HIGH_MASK;
  }

  /** The word about the node, changed if the flow is so old that its age must be held. */
  static long held(long meta, int tick) {
    int age = ((tick >>> LOW_BITS) - high(meta)) & HIGH_MASK;
    if (age < HELD_FROM || age == AHEAD) {
      return meta;
    }
    int begun = (tick - (HELD_AT << LOW_BITS)) & ConnectionBucketDescriptor.TICK_MASK;
    return (meta & ~HIGH_WORD_MASK) | highWord(begun);
  }

  /** Ticks since a flow began, by its words about the node and of the bytes. */
  static int ticks(long meta, long bytes, int tick) {
    int low = (int) (bytes >>> ConnectionBucketDescriptor.BEGUN_LOW_SHIFT);
    int begun = high(meta) << LOW_BITS | low;
    int age = (tick - begun) & ConnectionBucketDescriptor.TICK_MASK;
    return age >>> LOW_BITS == AHEAD ? 0 : Math.min(age, MOST_TICKS);
  }
}
