package dev.smtap.global;

import dev.smtap.wire.FlowKey;

/**
 * Layout of a bucket of the connection table: four entries. What a search reads comes first, 32
 * bytes per flow, two to a cache line; what each packet changes comes behind it, in the same page.
 *
 * <pre>
 *     0 +-----------------------------------------------------------------+
 *       | passed by (1) | step and state (1) | node (2)                   |
 *     4 | begun high (1) | sequence (3)                                   |
 *     8 | foreign port (2) | local port (2) | address (2)                 |
 *    14 | protocol (1) | zero (1)                                         |
 *    16 | foreign address (16)                                            |
 *    32 +-----------------------------------------------------------------+
 *       | other keys (96), of three more entries                          |
 *   128 +-----------------------------------------------------------------+
 *       | bytes (6) | begun low (2) | packets (5) | last used (3)         |
 *   144 +-----------------------------------------------------------------+
 *       | other counters (48), of three more entries                      |
 *   192 +-----------------------------------------------------------------+
 * </pre>
 *
 * Passed by, of the first entry only: how many flows found this bucket full and lie further on.
 * Step in the low half of its byte, state in the high half. Node and address: their numbers in the
 * head of the table. Sequence: odd while the entry is written. Begun and last used: ticks of 2^28
 * ns (0.27 s) of CLOCK_MONOTONIC, see {@link FlowAge}. Bytes and packets stay at their most. A free
 * entry has protocol 0. An IPv6 flow so takes 48 bytes: its own address is one of a few, and so is
 * its node, so both are numbers.
 */
public final class ConnectionBucketDescriptor {
  /** Offset of how many flows passed this bucket by. */
  public static final int PASSED_BY_OFFSET = 0;

  /** Offset of the deciding step and the flow's state. */
  public static final int STEP_AND_STATE_OFFSET = 1;

  /** Offset of the node's number. */
  public static final int NODE_OFFSET = 2;

  /** Offset of the high part of the time when the flow began. */
  public static final int BEGUN_HIGH_OFFSET = 4;

  /** Offset of the sequence. */
  public static final int SEQUENCE_OFFSET = 5;

  /** Offset of the foreign port. */
  public static final int FOREIGN_PORT_OFFSET = 8;

  /** Offset of the local port. */
  public static final int LOCAL_PORT_OFFSET = 10;

  /** Offset of the local address's number. */
  public static final int ADDRESS_OFFSET = 12;

  /** Offset of the protocol. */
  public static final int PROTOCOL_OFFSET = 14;

  /** Offset of the foreign address. */
  public static final int FOREIGN_ADDRESS_OFFSET = 16;

  /** Offset of the other entries' keys. */
  public static final int OTHER_KEYS_OFFSET = 32;

  /** Offset of the bytes counted. */
  public static final int BYTES_OFFSET = 128;

  /** Offset of the low part of the time when the flow began. */
  public static final int BEGUN_LOW_OFFSET = 134;

  /** Offset of the packets counted. */
  public static final int PACKETS_OFFSET = 136;

  /** Offset of the time of the last packet. */
  public static final int LAST_USED_OFFSET = 141;

  /** Offset of the other entries' counters. */
  public static final int OTHER_COUNTERS_OFFSET = 144;

  /** Entries of a bucket. */
  public static final int ENTRIES = 4;

  /** Bytes of a bucket. */
  public static final int BYTES = 192;

  /** Bytes from one entry's key to the next one's. */
  public static final int KEY_BYTES = 32;

  /** Bytes from one entry's counters to the next one's. */
  public static final int COUNTERS_BYTES = 16;

  /** Words of an entry: about its node, its ends and protocol, its foreign address. */
  static final int META_WORD = 0;

  /** See {@link #META_WORD}. */
  static final int ENDS_WORD = 8;

  /** See {@link #META_WORD}. */
  static final int FOREIGN_LOW_WORD = 24;

  /** See {@link #META_WORD}; from the counters on. */
  static final int USE_WORD = PACKETS_OFFSET - BYTES_OFFSET;

  /** A tick is 2^28 ns: 0.27 s. */
  static final int TICK_SHIFT = 28;

  /** Ticks have 24 bits and turn after 52 days. */
  static final int TICK_MASK = 0xff_ffff;

  private static final int TICK_SPARE_BITS = Integer.SIZE - 24;

  /**
   * Where the sequence starts in its word. It has 24 bits and moves by two with each change: a
   * reader that was stopped between its two looks, and wakes up, takes a mixture for whole only if
   * the same entry was changed a multiple of 2^23 times meanwhile.
   */
  static final int SEQUENCE_SHIFT = 40;

  /** Where the high part of begun starts in the word about the node. */
  static final int BEGUN_HIGH_SHIFT = 32;

  /** Where the low part of begun starts in the word of the bytes. */
  static final int BEGUN_LOW_SHIFT = 48;

  /** Bytes are counted up to this: 281 TB. */
  static final long MOST_BYTES = (1L << BEGUN_LOW_SHIFT) - 1;

  private static final int LAST_USED_SHIFT = 40;
  private static final long MOST_PACKETS = (1L << LAST_USED_SHIFT) - 1;
  private static final int PASSED_BY_MASK = 0xff;
  private static final long SEQUENCE_STEP = 1L << SEQUENCE_SHIFT;
  private static final long SEQUENCE_MASK = -SEQUENCE_STEP;

  private ConnectionBucketDescriptor() {}

  /** The word of both ends; never 0 for a flow. */
  static long ends(FlowKey key, int address) {
    return (long) key.protocol() << 48
        | (long) address << 32
        | (long) key.localPort() << 16
        | key.foreignPort();
  }

  /** The same without the foreign port. */
  static long localEnds(long ends) {
    return ends & ~0xffffL;
  }

  static int protocol(long ends) {
    return (int) (ends >>> 48) & 0xff;
  }

  static int address(long ends) {
    return (int) (ends >>> 32) & 0xffff;
  }

  static int localPort(long ends) {
    return (int) (ends >>> 16) & 0xffff;
  }

  static int foreignPort(long ends) {
    return (int) ends & 0xffff;
  }

  /** What the word about the node says beside sequence and passed by. */
  static long value(int node, DecidingStep step, FlowState state) {
    return (long) node << 16 | (long) state.code() << 12 | (long) step.code() << 8;
  }

  static int node(long meta) {
    return (int) (meta >>> 16) & 0xffff;
  }

  static int step(long meta) {
    return (int) (meta >>> 8) & 0xf;
  }

  static int state(long meta) {
    return (int) (meta >>> 12) & 0xf;
  }

  static long withState(long meta, FlowState state) {
    return (meta & ~0xf000L) | (long) state.code() << 12;
  }

  static int passedBy(long meta) {
    return (int) meta & PASSED_BY_MASK;
  }

  /** One flow more or less; a count that once was at its most stays there, which is safe. */
  static long withPassedBy(long meta, int change) {
    int count = passedBy(meta);
    return count == PASSED_BY_MASK ? meta : meta + change;
  }

  /** True while the entry is written. */
  static boolean isBeingWritten(long meta) {
    return (meta & SEQUENCE_STEP) != 0;
  }

  /** The sequence, at its place in the word. */
  static long sequence(long meta) {
    return meta & SEQUENCE_MASK;
  }

  /** The next sequence, without a value: passed by stays, as it is not the entry's. */
  static long nextSequence(long meta) {
    return (sequence(meta) + SEQUENCE_STEP) | passedBy(meta);
  }

  /** So many bytes more; the count stays at its most. */
  static long withBytes(long bytes, int more) {
    long sum = bytes + more;
    return (sum ^ bytes) >>> BEGUN_LOW_SHIFT == 0 ? sum : bytes | MOST_BYTES;
  }

  static long bytes(long bytes) {
    return bytes & MOST_BYTES;
  }

  /** The word of packets and last use. */
  static long use(long packets, int tick) {
    return (long) tick << LAST_USED_SHIFT | packets;
  }

  /** One packet more, now; the count stays at its most. */
  static long used(long use, int tick) {
    return use(Math.min(packets(use) + 1, MOST_PACKETS), tick);
  }

  static long packets(long use) {
    return use & MOST_PACKETS;
  }

  /** The tick of the last packet. */
  static int lastTick(long use) {
    return (int) (use >>> LAST_USED_SHIFT);
  }

  /** Ticks from one to another, negative if that is earlier: they turn, so the shorter way. */
  static int ticksFrom(int first, int second) {
    return (second - first) << TICK_SPARE_BITS >> TICK_SPARE_BITS;
  }

  /** Ticks since the last packet; an owner's clock may be a little ahead of its readers'. */
  static int idleTicks(long use, int tick) {
    return Math.max(0, ticksFrom(lastTick(use), tick));
  }

  /** The tick of a time by CLOCK_MONOTONIC. */
  static int tick(long nanos) {
    return (int) (nanos >>> TICK_SHIFT) & TICK_MASK;
  }
}
