package dev.smtap.global;

import static dev.smtap.global.ConnectionBucketDescriptor.ENTRIES;

import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.FlowKey;

/**
 * Reads another's connection table, also after its death; {@link ConnectionTable} says why what it
 * returns is whole. Everything there may be a lie: only what is within bounds is used, and no
 * writer can hold it up. What was found stays until the next read. One thread.
 */
public final class ConnectionReader {
  /**
   * Looks at entries that are being written: a write takes some ten nanoseconds, and only one entry
   * at a time is written by who means well.
   */
  private static final int MOST_TRIES = 100;

  private final long position;
  private final Entries entries;
  private final Buckets buckets;
  private final FlowKey key = new FlowKey();
  private int triesLeft;
  private long meta;
  private int nodeId;
  private long generation;
  private long bytes;
  private long use;

  /** What one look at an entry gave. */
  private enum Look {
    FOUND,
    OTHER,
    UNSETTLED
  }

  private ConnectionReader(long position, long buckets) {
    this.position = position;
    this.entries = new Entries(position + ConnectionTableDescriptor.TABLE_OFFSET, buckets);
    long seed = position + ConnectionTableDescriptor.SEED_OFFSET;
    this.buckets =
        new Buckets(
            entries,
            buckets,
            SharedMemory.getLongOpaque(seed),
            SharedMemory.getLongOpaque(seed + Long.BYTES));
  }

  /** True when there is a table of this length at a position, complete enough to be read. */
  public static boolean isTable(long position, long bytes) {
    long buckets = SharedMemory.getLongAcquire(position + ConnectionTableDescriptor.BUCKETS_OFFSET);
    return buckets > 0 && buckets == ConnectionTableDescriptor.buckets(bytes);
  }

  /** A reader of the table of so many bytes at a position, where {@link #isTable} holds. */
  public static ConnectionReader of(long position, long bytes) {
    return new ConnectionReader(position, ConnectionTableDescriptor.buckets(bytes));
  }

  /** Entries, free ones included; their numbers are from 0 on. */
  public int entries() {
    return entries.count();
  }

  /** A counter of the head, by its offset in {@link ConnectionTableDescriptor}. */
  public long counter(int offset) {
    return SharedMemory.getLongOpaque(position + offset);
  }

  /**
   * Finds a flow whose node lives. Some microseconds, whatever the table says: an address has one
   * row.
   */
  public boolean find(FlowKey wanted) {
    triesLeft = MOST_TRIES;
    for (int address = 0; address < ConnectionTableDescriptor.MOST_ADDRESSES; address++) {
      if (isAddress(address, wanted.localHigh(), wanted.localLow())) {
        return findAt(wanted, ConnectionBucketDescriptor.ends(wanted, address));
      }
    }
    return false;
  }

  private long addressRow(int number) {
    return position
        + ConnectionTableDescriptor.ADDRESSES_OFFSET
        + (long) number * ConnectionTableDescriptor.ROW_BYTES;
  }

  private boolean isAddress(int number, long high, long low) {
    long row = addressRow(number);
    return SharedMemory.getLongOpaque(row) == high
        && SharedMemory.getLongOpaque(row + ConnectionTableDescriptor.ROW_SECOND_WORD) == low;
  }

  private boolean findAt(FlowKey wanted, long ends) {
    long home = buckets.home(ends, wanted.foreignHigh(), wanted.foreignLow());
    long bucket = home;
    for (int i = 0; i < Buckets.REACH; i++) {
      int first = (int) bucket * ENTRIES;
      for (int entry = first; entry < first + ENTRIES; entry++) {
        if (settles(entry) && key.isSame(wanted)) {
          return true;
        }
      }
      // Behind the reads of its entries: a flow is counted here before it is published there.
      long head = SharedMemory.getLongAcquire(entries.bucket(bucket));
      if (ConnectionBucketDescriptor.passedBy(head) == 0) {
        return false;
      }
      bucket = buckets.next(bucket, i);
    }
    return false;
  }

  /** Reads an entry; false when it is free, its node is gone, or it does not come to rest. */
  public boolean read(int entry) {
    triesLeft = MOST_TRIES;
    return settles(entry);
  }

  private boolean settles(int entry) {
    Look look = look(entry);
    for (; look == Look.UNSETTLED && triesLeft > 0; triesLeft--) {
      Thread.onSpinWait();
      look = look(entry);
    }
    return look == Look.FOUND;
  }

  private Look look(int entry) {
    long at = entries.key(entry);
    long before = SharedMemory.getLongAcquire(at);
    if (ConnectionBucketDescriptor.isBeingWritten(before)) {
      return Look.UNSETTLED;
    }
    boolean isUsed = copy(entry, at, before);
    // Between the reads of the entry and its rows, and the second look at its sequence.
    SharedMemory.acquireFence();
    long after = SharedMemory.getLongOpaque(at);
    if (ConnectionBucketDescriptor.sequence(after) != ConnectionBucketDescriptor.sequence(before)) {
      return Look.UNSETTLED;
    }
    return isUsed ? Look.FOUND : Look.OTHER;
  }

  private boolean copy(int entry, long at, long word) {
    long ends = SharedMemory.getLongOpaque(at + ConnectionBucketDescriptor.ENDS_WORD);
    int address = ConnectionBucketDescriptor.address(ends);
    int node = ConnectionBucketDescriptor.node(word);
    if (ConnectionBucketDescriptor.protocol(ends) == 0
        || address >= ConnectionTableDescriptor.MOST_ADDRESSES
        || node >= ConnectionTableDescriptor.MOST_NODES) {
      return false;
    }
    long row = addressRow(address);
    key.setProtocol(ConnectionBucketDescriptor.protocol(ends))
        .setPorts(
            ConnectionBucketDescriptor.localPort(ends),
            ConnectionBucketDescriptor.foreignPort(ends))
        .setLocal(
            SharedMemory.getLongOpaque(row),
            SharedMemory.getLongOpaque(row + ConnectionTableDescriptor.ROW_SECOND_WORD))
        .setForeign(
            SharedMemory.getLongOpaque(at + ConnectionBucketDescriptor.FOREIGN_ADDRESS_OFFSET),
            SharedMemory.getLongOpaque(at + ConnectionBucketDescriptor.FOREIGN_LOW_WORD));
    long counters = entries.counters(entry);
    bytes = SharedMemory.getLongOpaque(counters);
    use = SharedMemory.getLongOpaque(counters + ConnectionBucketDescriptor.USE_WORD);
    meta = word;
    return copyNode(node);
  }

  private boolean copyNode(int number) {
    long row =
        position
            + ConnectionTableDescriptor.NODES_OFFSET
            + (long) number * ConnectionTableDescriptor.ROW_BYTES;
    long first = SharedMemory.getLongOpaque(row);
    nodeId = ConnectionTableDescriptor.nodeId(first);
    generation = SharedMemory.getLongOpaque(row + ConnectionTableDescriptor.ROW_SECOND_WORD);
    return ConnectionTableDescriptor.lives(first);
  }

  /** The flow. */
  public FlowKey key() {
    return key;
  }

  /** Its node. */
  public int nodeId() {
    return nodeId;
  }

  /** The generation of its node. */
  public long generation() {
    return generation;
  }

  /** The step that decided. */
  public DecidingStep step() {
    return DecidingStep.of(ConnectionBucketDescriptor.step(meta));
  }

  /** How far it is. */
  public FlowState state() {
    return FlowState.of(ConnectionBucketDescriptor.state(meta));
  }

  /** Its packets. */
  public long packets() {
    return ConnectionBucketDescriptor.packets(use);
  }

  /** Its bytes, at most 2^48 - 1. */
  public long bytes() {
    return ConnectionBucketDescriptor.bytes(bytes);
  }

  /**
   * How long ago it began, or went over to its node, to a tick of 0.27 s; one of 48 days stays as
   * old.
   */
  public long ageNanos(long nowNanos) {
    int now = ConnectionBucketDescriptor.tick(nowNanos);
    return (long) FlowAge.ticks(meta, bytes, now) << ConnectionBucketDescriptor.TICK_SHIFT;
  }

  /** How long it was idle, to a tick of 0.27 s. */
  public long idleNanos(long nowNanos) {
    int now = ConnectionBucketDescriptor.tick(nowNanos);
    return (long) ConnectionBucketDescriptor.idleTicks(use, now)
        << ConnectionBucketDescriptor.TICK_SHIFT;
  }
}
