package dev.smtap.global;

import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.FlowKey;
import java.security.SecureRandom;

/**
 * The connection table: which node has which flow. It lies in its owner's section, where others
 * read it with {@link ConnectionReader} while the owner's one thread changes it here.
 *
 * <p>Why a reader never takes a half-written entry: the owner first makes the entry's sequence odd
 * (opaque), a release fence keeps all further writes behind that, and the word with the next even
 * sequence is written last, by release. A reader reads that word (acquire), the rest, and after an
 * acquire fence the word again: if it saw any write of a later change, the pair of fences makes it
 * see that change's odd sequence or a newer one, and it begins again. An entry refers to an address
 * and a node by number. Such a row is written before the first entry that refers to it is
 * published, and used again only after the last one was taken out, with a release fence in between;
 * a reader reads the row between its two looks at the sequence, so when it saw the row's new words,
 * it sees that the entry went. What every packet changes (state, last use, counts) are single
 * words, each whole by itself, without a change of the sequence; so is the part of its beginning
 * that moves on when a flow has the greatest age that can be told.
 *
 * <p>A full table: the oldest flow that is still opening gives way, else one that closes, else one
 * that is not TCP. An established one never does; then the new flow is refused. To know the oldest
 * of all would take a list, 8 more bytes per flow; it is the oldest of the next 64 entries, from a
 * hand that goes round. One flow costs a look at 512 entries at most. The owner's thread only.
 */
public final class ConnectionTable {
  /** What {@link #find} returns for an unknown flow, {@link #record} when there is no room. */
  public static final int NONE = Buckets.NONE;

  private static final int PORTS = 1 << 16;
  private static final int EVICTION_WINDOW = 64;
  private static final int EVICTION_WINDOWS = 4;

  private final long position;
  private final int mostFlows;
  private final Entries entries;
  private final Buckets buckets;
  private final Rows addresses;
  private final Rows nodes;
  private final Ageing ageing;
  private final int[] flowsOfPort = new int[PORTS];
  private int flows;
  private long ended;
  private int ageingHand;
  private int evictionHand;

  private ConnectionTable(long position, long bytes, long seed0, long seed1) {
    this.position = position;
    long count = ConnectionTableDescriptor.buckets(bytes);
    this.mostFlows = ConnectionTableDescriptor.mostFlows(bytes);
    this.entries = new Entries(position + ConnectionTableDescriptor.TABLE_OFFSET, count);
    this.buckets = new Buckets(entries, count, seed0, seed1);
    this.addresses =
        new Rows(
            position + ConnectionTableDescriptor.ADDRESSES_OFFSET,
            ConnectionTableDescriptor.MOST_ADDRESSES);
    this.nodes =
        new Rows(
            position + ConnectionTableDescriptor.NODES_OFFSET,
            ConnectionTableDescriptor.MOST_NODES);
    this.ageing = new Ageing(entries, nodes);
    long seed = position + ConnectionTableDescriptor.SEED_OFFSET;
    SharedMemory.putLong(seed, seed0);
    SharedMemory.putLong(seed + Long.BYTES, seed1);
    SharedMemory.putLong(position + ConnectionTableDescriptor.MOST_FLOWS_OFFSET, mostFlows);
    SharedMemory.putLongRelease(position + ConnectionTableDescriptor.BUCKETS_OFFSET, count);
  }

  /**
   * Makes a table in zeroed memory whose length is one of {@link ConnectionTableDescriptor#bytes}.
   */
  public static ConnectionTable make(long position, long bytes) {
    SecureRandom random = new SecureRandom();
    return make(position, bytes, random.nextLong(), random.nextLong());
  }

  /** As {@link #make(long, long)}, under a seed that is known. For tests. */
  public static ConnectionTable make(long position, long bytes, long seed0, long seed1) {
    return new ConnectionTable(position, bytes, seed0, seed1);
  }

  /** Says what time it is, by CLOCK_MONOTONIC; all else here goes by what was said last. */
  public void setTime(long nanos) {
    ageing.setTime(nanos);
  }

  /** Changes how long idle flows are kept. */
  public void setTimeouts(FlowTimeouts timeouts) {
    ageing.setTimeouts(timeouts);
  }

  /** Whether a flow that is so far would be kept for so long without a packet. */
  boolean isKept(FlowState state, long idleNanos) {
    return ageing.isKept(state, idleNanos);
  }

  /** Flows that it holds, those of gone nodes included until {@link #ageOut} comes to them. */
  public int flows() {
    return flows;
  }

  /** Flows that it holds at most. */
  public int mostFlows() {
    return mostFlows;
  }

  /** Entries, free ones included: as many does {@link #ageOut} look at for a whole round. */
  public int entries() {
    return entries.count();
  }

  /**
   * The entry of a flow whose node lives and has not ended it, or {@link #NONE}. Valid until the
   * next change.
   */
  public int find(FlowKey key) {
    return find(key, home(key));
  }

  /** As {@link #find(FlowKey)}, where its {@link #home} is known. */
  public int find(FlowKey key, long home) {
    int entry = findAny(key, home);
    boolean isThere = entry != NONE && !ageing.isNodeGone(entry) && !ageing.isEnded(entry);
    return isThere ? entry : NONE;
  }

  /** The bucket where the search for a flow begins. */
  public long home(FlowKey key) {
    int address = Math.max(addresses.find(key.localHigh(), key.localLow()), 0);
    long ends = ConnectionBucketDescriptor.ends(key, address);
    return buckets.home(ends, key.foreignHigh(), key.foreignLow());
  }

  /**
   * Has the keys of buckets come from memory, all at the same time: reads right after one another
   * overlap, which those within the look-ups do not, as these are about as many instructions as a
   * processor looks ahead. Returns something, so that the reads are not left out.
   */
  public long touchKeys(long[] homes, int count) {
    long words = 0;
    for (int i = 0; i < count; i++) {
      words += buckets.touchKeys(homes[i]);
    }
    return words;
  }

  /** The same of what {@link #count} changes. */
  public long touchCounters(long[] homes, int count) {
    long words = 0;
    for (int i = 0; i < count; i++) {
      words += buckets.touchCounters(homes[i]);
    }
    return words;
  }

  private int findAny(FlowKey key, long home) {
    int address = addresses.find(key.localHigh(), key.localLow());
    if (address == Rows.NONE || key.protocol() == 0) {
      return NONE;
    }
    long ends = ConnectionBucketDescriptor.ends(key, address);
    return buckets.findFrom(home, ends, key.foreignHigh(), key.foreignLow());
  }

  /** The node of an entry. */
  public int nodeId(int entry) {
    return ConnectionTableDescriptor.nodeId(nodes.first(entries.node(entry)));
  }

  /** The generation of an entry's node. */
  public long generation(int entry) {
    return nodes.second(entries.node(entry));
  }

  /** The step that decided. */
  public DecidingStep step(int entry) {
    return DecidingStep.of(ConnectionBucketDescriptor.step(entries.meta(entry)));
  }

  /** How far an entry's flow is. */
  public FlowState state(int entry) {
    return entries.state(entry);
  }

  /** Counts a packet of an entry's flow; its flags (0 if it is not TCP) move the flow's state. */
  public void count(int entry, int tcpFlags, int bytes) {
    entries.count(entry, tcpFlags, bytes, ageing.tick());
  }

  /**
   * Gives a flow to a node; one that had another node goes over and begins anew. The packet that
   * this is about is then counted with {@link #count}, which leaves the state as it is now.
   *
   * @param tcpFlags its flags, 0 if it is not TCP
   * @return the entry, or {@link #NONE} when there is no room or that node is gone
   */
  public int record(FlowKey key, int nodeId, long generation, DecidingStep step, int tcpFlags) {
    int node = nodeRow(nodeId, generation);
    int address = addresses.findOrAdd(key.localHigh(), key.localLow());
    if (address == Rows.NONE || node == Rows.NONE || key.protocol() == 0) {
      return refuse();
    }
    long ends = ConnectionBucketDescriptor.ends(key, address);
    long home = buckets.home(ends, key.foreignHigh(), key.foreignLow());
    int entry = buckets.findFrom(home, ends, key.foreignHigh(), key.foreignLow());
    if (entry != NONE) {
      nodes.count(entries.node(entry), -1);
    } else {
      entry = makeRoom(home);
      if (entry == NONE) {
        return refuse();
      }
      addresses.count(address, 1);
      buckets.passBy(home, entry, 1);
      flowsOfPort[key.localPort()]++;
      setFlows(flows + 1);
    }
    nodes.count(node, 1);
    FlowState state = FlowState.first(key.protocol(), tcpFlags);
    long value = ConnectionBucketDescriptor.value(node, step, state);
    entries.write(entry, value, ends, key.foreignHigh(), key.foreignLow(), ageing.tick());
    return entry;
  }

  private int nodeRow(int nodeId, long generation) {
    long lives = ConnectionTableDescriptor.node(nodeId, ConnectionTableDescriptor.NODE_LIVES);
    int row = nodes.find(lives, generation);
    if (row != Rows.NONE) {
      return row;
    }
    long gone = ConnectionTableDescriptor.node(nodeId, ConnectionTableDescriptor.NODE_GONE);
    boolean isGone = nodes.find(gone, generation) != Rows.NONE;
    return isGone ? Rows.NONE : nodes.findOrAdd(lives, generation);
  }

  private int refuse() {
    increment(ConnectionTableDescriptor.REFUSED_OFFSET);
    return NONE;
  }

  private int makeRoom(long home) {
    if (flows >= mostFlows && evictFromHand() == NONE) {
      return NONE;
    }
    int entry = buckets.findFree(home);
    if (entry != NONE) {
      return entry;
    }
    // Nothing within reach of its home, however much room there is elsewhere.
    ageing.beginSearch();
    long bucket = home;
    for (int i = 0; i < Buckets.REACH; i++) {
      int first = (int) bucket * ConnectionBucketDescriptor.ENTRIES;
      ageing.search(first, ConnectionBucketDescriptor.ENTRIES);
      bucket = buckets.next(bucket, i);
    }
    return evictVictim();
  }

  /** The first window with an opening flow is enough. */
  private int evictFromHand() {
    ageing.beginSearch();
    for (int i = 0; i < EVICTION_WINDOWS && !ageing.isSatisfied(); i++) {
      ageing.search(evictionHand, EVICTION_WINDOW);
      evictionHand = (evictionHand + EVICTION_WINDOW) % entries.count();
    }
    return evictVictim();
  }

  private int evictVictim() {
    int victim = ageing.victim();
    if (victim != NONE) {
      forget(victim, ConnectionTableDescriptor.EVICTED_OFFSET);
    }
    return victim;
  }

  /** Forgets a flow; false when it was not known. */
  public boolean remove(FlowKey key) {
    int entry = findAny(key, home(key));
    if (entry != NONE) {
      takeOut(entry);
    }
    return entry != NONE;
  }

  /**
   * A node has no socket any more for one local end: from now on its flows there are not found. As
   * with {@link #removeNode} their memory comes back with {@link #ageOut}, so this takes the same
   * time for any size of the table.
   *
   * @param localEnd its protocol, local address and local port count
   */
  public void removeOf(int nodeId, FlowKey localEnd) {
    int address = addresses.find(localEnd.localHigh(), localEnd.localLow());
    if (address != Rows.NONE && flowsOfPort[localEnd.localPort()] > 0) {
      long ends = ConnectionBucketDescriptor.ends(localEnd, address);
      ageing.end(ConnectionBucketDescriptor.localEnds(ends), nodeId);
    }
  }

  /** Entries to {@link #ageOut} before nothing is left of what {@link #removeOf} has ended. */
  public int entriesToEnd() {
    return ageing.left();
  }

  /** Flows that were forgotten because of {@link #removeOf}, since the table was made. */
  public long ended() {
    return ended;
  }

  /**
   * Forgets flows that were idle for too long or whose node or socket went, among the next entries
   * of the table, and keeps the ages of others from turning: each entry must have its turn within
   * two days. A timer calls it often, for a few entries each time, so that it never holds up
   * packets.
   *
   * @param most entries to look at
   * @return flows that were forgotten
   */
  public int ageOut(int most) {
    int before = flows;
    int some = Math.min(most, entries.count());
    for (int i = some; i > 0; i--) {
      if (entries.ends(ageingHand) != 0) {
        age(ageingHand);
      }
      ageingHand = ageingHand + 1 == entries.count() ? 0 : ageingHand + 1;
    }
    ageing.looked(some);
    return before - flows;
  }

  private void age(int entry) {
    if (ageing.isStale(entry)) {
      forget(entry, ConnectionTableDescriptor.AGED_OUT_OFFSET);
    } else {
      entries.holdAge(entry, ageing.tick());
    }
  }

  /**
   * A node is gone: from now on its flows are not found. Their memory comes back with {@link
   * #ageOut}, so this takes the same time for any number of them.
   *
   * @return how many flows it had
   */
  public int removeNode(int nodeId, long generation) {
    long lives = ConnectionTableDescriptor.node(nodeId, ConnectionTableDescriptor.NODE_LIVES);
    int row = nodes.find(lives, generation);
    if (row == Rows.NONE) {
      return 0;
    }
    nodes.setFirst(
        row, ConnectionTableDescriptor.node(nodeId, ConnectionTableDescriptor.NODE_GONE));
    return nodes.flows(row);
  }

  /** Flows of a living node. */
  public int flowsOf(int nodeId, long generation) {
    long lives = ConnectionTableDescriptor.node(nodeId, ConnectionTableDescriptor.NODE_LIVES);
    int row = nodes.find(lives, generation);
    return row == Rows.NONE ? 0 : nodes.flows(row);
  }

  private void forget(int entry, int counterOffset) {
    if (ageing.isNodeGone(entry)) {
      increment(ConnectionTableDescriptor.NODE_GONE_OFFSET);
    } else if (ageing.isEnded(entry)) {
      ended++;
    } else {
      increment(counterOffset);
    }
    takeOut(entry);
  }

  private void takeOut(int entry) {
    long ends = entries.ends(entry);
    long home = buckets.home(ends, entries.foreignHigh(entry), entries.foreignLow(entry));
    addresses.count(ConnectionBucketDescriptor.address(ends), -1);
    nodes.count(entries.node(entry), -1);
    entries.write(entry, 0, 0, 0, 0, ageing.tick());
    buckets.passBy(home, entry, -1);
    flowsOfPort[ConnectionBucketDescriptor.localPort(ends)]--;
    setFlows(flows - 1);
  }

  private void setFlows(int count) {
    flows = count;
    SharedMemory.putLongOpaque(position + ConnectionTableDescriptor.FLOWS_OFFSET, count);
  }

  private void increment(int offset) {
    SharedMemory.putLongOpaque(position + offset, SharedMemory.getLong(position + offset) + 1);
  }
}
