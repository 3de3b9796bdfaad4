package dev.smtap.global;

import static dev.smtap.global.ConnectionBucketDescriptor.COUNTERS_BYTES;
import static dev.smtap.global.ConnectionBucketDescriptor.ENDS_WORD;
import static dev.smtap.global.ConnectionBucketDescriptor.ENTRIES;
import static dev.smtap.global.ConnectionBucketDescriptor.FOREIGN_ADDRESS_OFFSET;
import static dev.smtap.global.ConnectionBucketDescriptor.FOREIGN_LOW_WORD;
import static dev.smtap.global.ConnectionBucketDescriptor.KEY_BYTES;
import static dev.smtap.global.ConnectionBucketDescriptor.USE_WORD;

import dev.smtap.memory.SharedMemory;

/**
 * The entries of a table's buckets, word by word, as their owner reads and writes them: it alone
 * writes, so it reads plainly. {@link ConnectionTable} says why what is written here can be read at
 * the same time. Immutable.
 */
final class Entries {
  private final long table;
  private final int count;

  Entries(long tablePosition, long buckets) {
    this.table = tablePosition;
    this.count = (int) (buckets * ENTRIES);
  }

  int count() {
    return count;
  }

  /** Where a bucket stands. */
  long bucket(long bucket) {
    return table + bucket * ConnectionBucketDescriptor.BYTES;
  }

  /** Where an entry's key stands, its word about the node first. */
  long key(int entry) {
    return bucket(entry >>> 2) + (entry & 3) * (long) KEY_BYTES;
  }

  /** Where an entry's counters stand. */
  long counters(int entry) {
    return bucket(entry >>> 2)
        + ConnectionBucketDescriptor.BYTES_OFFSET
        + (entry & 3) * (long) COUNTERS_BYTES;
  }

  long meta(int entry) {
    return SharedMemory.getLong(key(entry));
  }

  /** Both ends and the protocol; 0 when the entry is free. */
  long ends(int entry) {
    return SharedMemory.getLong(key(entry) + ENDS_WORD);
  }

  long foreignHigh(int entry) {
    return SharedMemory.getLong(key(entry) + FOREIGN_ADDRESS_OFFSET);
  }

  long foreignLow(int entry) {
    return SharedMemory.getLong(key(entry) + FOREIGN_LOW_WORD);
  }

  /** Packets and last use. */
  long use(int entry) {
    return SharedMemory.getLong(counters(entry) + USE_WORD);
  }

  FlowState state(int entry) {
    return FlowState.of(ConnectionBucketDescriptor.state(meta(entry)));
  }

  /** The row of the entry's node. */
  int node(int entry) {
    return ConnectionBucketDescriptor.node(meta(entry));
  }

  /**
   * Writes an entry anew, which begins now: odd sequence, fence, everything, even sequence by
   * release.
   */
  void write(int entry, long value, long ends, long foreignHigh, long foreignLow, int tick) {
    long key = key(entry);
    long odd = ConnectionBucketDescriptor.nextSequence(SharedMemory.getLong(key));
    SharedMemory.putLongOpaque(key, odd);
    SharedMemory.releaseFence();
    SharedMemory.putLongOpaque(key + ENDS_WORD, ends);
    SharedMemory.putLongOpaque(key + FOREIGN_ADDRESS_OFFSET, foreignHigh);
    SharedMemory.putLongOpaque(key + FOREIGN_LOW_WORD, foreignLow);
    long counters = counters(entry);
    SharedMemory.putLongOpaque(counters, FlowAge.lowWord(tick));
    SharedMemory.putLongOpaque(counters + USE_WORD, ConnectionBucketDescriptor.use(0, tick));
    long begun = FlowAge.highWord(tick);
    SharedMemory.putLongRelease(key, ConnectionBucketDescriptor.nextSequence(odd) | begun | value);
  }

  /** Counts a packet; each word is whole by itself. The first one's state was recorded already. */
  void count(int entry, int tcpFlags, int bytes, int tick) {
    long counters = counters(entry);
    long use = SharedMemory.getLong(counters + USE_WORD);
    if (ConnectionBucketDescriptor.packets(use) != 0) {
      moveState(key(entry), tcpFlags);
    }
    long sum = ConnectionBucketDescriptor.withBytes(SharedMemory.getLong(counters), bytes);
    SharedMemory.putLongOpaque(counters, sum);
    SharedMemory.putLongOpaque(counters + USE_WORD, ConnectionBucketDescriptor.used(use, tick));
  }

  /** Keeps the age of a flow at its most; its sequence stays, as a packet's changes do. */
  void holdAge(int entry, int tick) {
    long meta = meta(entry);
    long held = FlowAge.held(meta, tick);
    if (held != meta) {
      SharedMemory.putLongOpaque(key(entry), held);
    }
  }

  private static void moveState(long key, int tcpFlags) {
    long meta = SharedMemory.getLong(key);
    FlowState before = FlowState.of(ConnectionBucketDescriptor.state(meta));
    FlowState after = before.next(tcpFlags);
    if (after != before) {
      SharedMemory.putLongOpaque(key, ConnectionBucketDescriptor.withState(meta, after));
    }
  }
}
