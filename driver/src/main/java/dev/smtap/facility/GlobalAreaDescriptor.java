package dev.smtap.facility;

/**
 * Layout of what a node publishes about a global network, behind the area of its adapter there (see
 * {@link AdapterDescriptor}): what it is on this network, its global addresses, the sockets that
 * take new flows, and its connection table. Little-endian. The owner writes, all others read.
 *
 * <pre>
 *     0 +--------------------------------------------------------+
 *       | state (4)             | weight (4)                     |  control thread
 *     8 | sequence (8), odd while what it covers changes         |  control thread
 *    16 | addresses (4)         | listeners (4)                  |  control thread
 *    24 | offers (4)            | listeners left out (4)         |  control thread
 *    32 | bytes of the connection table that have memory (8)     |  control thread
 *   128 +--------------------------------------------------------+
 *       | 32 counters (8 each) of the search for owners          |  transmitter
 *  1024 +--------------------------------------------------------+
 *       | addresses: 64 of 16 bytes                              |  control thread
 *  2048 | offers: 64 of 32 bytes                                 |  control thread
 *  4096 | listeners: 1,024 of 40 bytes                           |  control thread
 * 45056 +--------------------------------------------------------+
 *       | connection table, see global.ConnectionTableDescriptor |  transmitter
 *       +--------------------------------------------------------+
 * </pre>
 *
 * An address is 16 bytes: two words in the order of {@link dev.smtap.wire.FlowKey}. An offer is an
 * {@link OfferDescriptor}, a listener a {@link ListenerDescriptor}.
 *
 * <p>The sequence covers everything from offset 16 on up to the connection table, but the word at
 * 32 and the counters.
 */
public final class GlobalAreaDescriptor {
  /** Offset of the state: bits of {@link #IS_GLOBAL}, {@link #IS_DRAINING}, {@link #HAS_PORTS}. */
  public static final int STATE_OFFSET = 0;

  /** Offset of the weight, 1 to 255. */
  public static final int WEIGHT_OFFSET = 4;

  /** Offset of the sequence. */
  public static final int SEQUENCE_OFFSET = 8;

  /** Offset of the number of addresses. */
  public static final int ADDRESS_COUNT_OFFSET = 16;

  /** Offset of the number of listeners. */
  public static final int LISTENER_COUNT_OFFSET = 20;

  /** Offset of the number of offers. */
  public static final int OFFER_COUNT_OFFSET = 24;

  /** Offset of the number of listeners that found no room. */
  public static final int LEFT_OUT_OFFSET = 28;

  /** Offset of how much of the connection table has memory behind it: all of it, or 0. */
  public static final int TABLE_RESERVED_OFFSET = 32;

  /** Offset of the counters of the search, {@link SearchCounter}. */
  public static final int COUNTERS_OFFSET = 128;

  /** Counters of the search that there is room for. */
  public static final int SEARCH_COUNTERS = 32;

  /** Offset of the addresses. */
  public static final int ADDRESSES_OFFSET = 1024;

  /** Offset of the offers. */
  public static final int OFFERS_OFFSET = 2048;

  /** Offset of the listeners. */
  public static final int LISTENERS_OFFSET = 4096;

  /** Offset of the connection table. */
  public static final int TABLE_OFFSET = 45_056;

  /** Global addresses that a node can have on a network. */
  public static final int MOST_ADDRESSES = 64;

  /** Segments outside on which a node can answer, an address each. */
  public static final int MOST_OFFERS = 64;

  /** Listeners that fit; others are found by asking. */
  public static final int MOST_LISTENERS = 1024;

  /** Bytes of an address. */
  public static final int ADDRESS_BYTES = 16;

  /** Bytes of an offer. */
  public static final int OFFER_BYTES = OfferDescriptor.BYTES;

  /** Bytes of a listener. */
  public static final int LISTENER_BYTES = ListenerDescriptor.BYTES;

  /** State: the interface is GLOBAL and up, so this node takes packets for its addresses. */
  public static final int IS_GLOBAL = 1;

  /** State: this node gets no new flows. */
  public static final int IS_DRAINING = 2;

  /** State: connections that this node opens come from ports of its share. */
  public static final int HAS_PORTS = 4;

  /** State: this node has just started, and what it takes packets for is not known yet. */
  public static final int IS_STARTING = 8;

  /** Fewest and most flows of a connection table. */
  public static final int FEWEST_FLOWS = 4_096;

  /** See {@link #FEWEST_FLOWS}. */
  public static final int MOST_FLOWS = 1 << 24;

  /** Memory for a flow, its share of the table's head and of free entries included. */
  public static final int BYTES_PER_FLOW = 64;

  /** Flows that a connection table holds when nobody says otherwise. */
  public static final int DEFAULT_FLOWS = 65_536;

  private static final int PAGE_BYTES = 4096;

  private GlobalAreaDescriptor() {}

  /** Flows of the connection table on a network of this kind when nobody says otherwise. */
  public static int defaultFlows(NetworkKind kind) {
    return kind == NetworkKind.GLOBAL ? DEFAULT_FLOWS : 0;
  }

  /** Bytes of the connection table for so many flows, in whole pages. */
  public static long tableBytes(int flows) {
    return ((long) flows * BYTES_PER_FLOW) & -PAGE_BYTES;
  }

  /** Bytes of all of it; 0 where there are no flows, which is on local networks. */
  public static long bytes(int flows) {
    return flows == 0 ? 0 : TABLE_OFFSET + tableBytes(flows);
  }

  /** True for a number of flows that a section can have. For what a peer wrote. */
  public static boolean isPlausible(int flows) {
    return flows == 0 || (flows >= FEWEST_FLOWS && flows <= MOST_FLOWS);
  }
}
