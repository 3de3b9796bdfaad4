package dev.smtap.global;

import dev.smtap.facility.GlobalAreaDescriptor;

/**
 * Layout of a connection table: a head, the local addresses and the nodes that flows refer to by
 * number, then buckets (see {@link ConnectionBucketDescriptor}). Its owner writes, all others read.
 *
 * <pre>
 *     0 +------------------------------------------------------+
 *       | seed (16) of the hash                                |
 *    16 | buckets (8), published last, 0 = not made            |
 *    24 | most flows (8)                                       |
 *    32 | flows (8)                                            |
 *    40 | aged out (8), forgotten because idle                 |
 *    48 | node gone (8), forgotten because their node went     |
 *    56 | evicted (8), gave way to another                     |
 *    64 | refused (8), for want of room                        |
 *  1024 +------------------------------------------------------+
 *       | addresses: 64 entries of 16 bytes                    |
 *  4096 +------------------------------------------------------+
 *       | nodes: 512 entries of 16 bytes                       |
 * 12288 +------------------------------------------------------+
 *       | table of buckets                                     |
 *       +------------------------------------------------------+
 * </pre>
 *
 * An address is two words in the order of {@link dev.smtap.wire.FlowKey}. A node is its ID (4
 * bytes), 1 while it lives or 2 when it is gone (4 bytes), and its generation (8).
 */
public final class ConnectionTableDescriptor {
  /** Offset of the hash's key, two words. */
  public static final int SEED_OFFSET = 0;

  /** Offset of the number of buckets; 0 until everything else is written. */
  public static final int BUCKETS_OFFSET = 16;

  /** Offset of the number of flows that the table holds at most. */
  public static final int MOST_FLOWS_OFFSET = 24;

  /** Offset of the number of flows. */
  public static final int FLOWS_OFFSET = 32;

  /** Offset of the count of flows that were idle for too long. */
  public static final int AGED_OUT_OFFSET = 40;

  /** Offset of the count of flows whose node went. */
  public static final int NODE_GONE_OFFSET = 48;

  /** Offset of the count of flows that gave way to another. */
  public static final int EVICTED_OFFSET = 56;

  /** Offset of the count of flows that found no room. */
  public static final int REFUSED_OFFSET = 64;

  /** Offset of the local addresses. */
  public static final int ADDRESSES_OFFSET = 1024;

  /** Offset of the nodes. */
  public static final int NODES_OFFSET = 4096;

  /** Offset of the first bucket. */
  public static final int TABLE_OFFSET = 12_288;

  /** Global addresses that flows of one table can have. */
  public static final int MOST_ADDRESSES = 64;

  /** Nodes that flows of one table can have, the gone ones until their flows are. */
  public static final int MOST_NODES = 512;

  /** Bytes of an address and of a node. */
  public static final int ROW_BYTES = 16;

  /** Offset of the second word of either. */
  public static final int ROW_SECOND_WORD = 8;

  /** Below this the head takes more than its share of {@link #BYTES_PER_FLOW}. */
  public static final int FEWEST_FLOWS = GlobalAreaDescriptor.FEWEST_FLOWS;

  /** So that an entry's number is an int. */
  public static final int MOST_FLOWS = 1 << 28;

  /** Memory for a flow, its share of the head and of free entries included. */
  public static final int BYTES_PER_FLOW = GlobalAreaDescriptor.BYTES_PER_FLOW;

  /** States of a node. */
  static final int NODE_LIVES = 1;

  /** See {@link #NODE_LIVES}. */
  static final int NODE_GONE = 2;

  private static final int PAGE_BYTES = 4_096;

  private ConnectionTableDescriptor() {}

  /** Bytes of a table for so many flows, in whole pages: at most 64 per flow. */
  public static long bytes(int flows) {
    if (flows < FEWEST_FLOWS || flows > MOST_FLOWS) {
      throw new IllegalArgumentException(
          "a connection table has " + FEWEST_FLOWS + " to " + MOST_FLOWS + " flows, not " + flows);
    }
    return GlobalAreaDescriptor.tableBytes(flows);
  }

  /** As many flows as {@link #bytes} was asked for, or some more: it left out less than a page. */
  static int mostFlows(long bytes) {
    return (int) ((bytes + PAGE_BYTES - 1) / BYTES_PER_FLOW);
  }

  /** Buckets that fit behind the head of a table of so many bytes. */
  static long buckets(long bytes) {
    return (bytes - TABLE_OFFSET) / ConnectionBucketDescriptor.BYTES;
  }

  /** The first word of a node. */
  static long node(int nodeId, int state) {
    return (long) state << 32 | nodeId;
  }

  /** The node ID in such a word. */
  static int nodeId(long node) {
    return (int) node;
  }

  /** True when such a word is that of a living node. */
  static boolean lives(long node) {
    return node >>> 32 == NODE_LIVES;
  }
}
