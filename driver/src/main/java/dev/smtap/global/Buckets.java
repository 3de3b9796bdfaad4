package dev.smtap.global;

import static dev.smtap.global.ConnectionBucketDescriptor.ENDS_WORD;
import static dev.smtap.global.ConnectionBucketDescriptor.ENTRIES;
import static dev.smtap.global.ConnectionBucketDescriptor.FOREIGN_ADDRESS_OFFSET;
import static dev.smtap.global.ConnectionBucketDescriptor.FOREIGN_LOW_WORD;
import static dev.smtap.global.ConnectionBucketDescriptor.KEY_BYTES;

import dev.smtap.memory.SharedMemory;

/**
 * How an entry of a table is found: open addressing over buckets of four. A flow lies in its home
 * bucket or, when that was full, in one further on, each step one longer than the one before, so
 * that full stretches do not grow together; and it never moves. (Measured: with steps of one, 11 of
 * 20,000 flows found nothing free within 16 buckets of a table that was as full as it may be.) Each
 * bucket counts the flows that passed it by, so a search ends at the first bucket that none passed,
 * and taking a flow out leaves nothing behind. The searches are the owner's, {@link
 * ConnectionReader} has that of the others. Immutable.
 */
final class Buckets {
  /** What a search returns when it found nothing. */
  static final int NONE = -1;

  /**
   * Buckets that a flow may lie in, its home included. Half of all are full when the table is; with
   * 16 some of 1,000,000 flows found no room (measured), with 32 none should.
   */
  static final int REACH = 32;

  /** A bucket has two of keys, one of counters. */
  private static final int LINE_BYTES = 64;

  private final Entries entries;
  private final long count;
  private final long seed0;
  private final long seed1;

  Buckets(Entries entries, long count, long seed0, long seed1) {
    this.entries = entries;
    this.count = count;
    this.seed0 = seed0;
    this.seed1 = seed1;
  }

  /**
   * The bucket where a search begins: the hash as a share of all, so any number of them will do.
   */
  long home(long ends, long foreignHigh, long foreignLow) {
    long hash = FlowHash.of(seed0, seed1, foreignHigh, foreignLow, ends);
    return Math.unsignedMultiplyHigh(hash, count);
  }

  /** The bucket after one that was the home (step 0) or a later one. */
  long next(long bucket, int step) {
    long further = bucket + step + 1;
    return further < count ? further : further - count;
  }

  /** The entry of a flow, or {@link #NONE}. */
  int findFrom(long home, long ends, long foreignHigh, long foreignLow) {
    long bucket = home;
    for (int i = 0; i < REACH; i++) {
      long position = entries.bucket(bucket);
      int way = findIn(position, ends, foreignHigh, foreignLow);
      if (way != NONE) {
        return (int) bucket * ENTRIES + way;
      }
      if (ConnectionBucketDescriptor.passedBy(SharedMemory.getLong(position)) == 0) {
        return NONE;
      }
      bucket = next(bucket, i);
    }
    return NONE;
  }

  /**
   * The ends of all four are compared, without a branch on which one it is: that would be foreseen
   * wrongly three times of four, and the next look-up could not begin while this one waits for
   * memory. Few flows of a bucket have the same ends, but for their addresses.
   */
  private static int findIn(long position, long ends, long foreignHigh, long foreignLow) {
    long ways =
        same(position, ends)
            | same(position + KEY_BYTES, ends) << 1
            | same(position + 2 * KEY_BYTES, ends) << 2
            | same(position + 3 * KEY_BYTES, ends) << 3;
    for (; ways != 0; ways &= ways - 1) {
      int way = Long.numberOfTrailingZeros(ways);
      long key = position + way * (long) KEY_BYTES;
      if (SharedMemory.getLong(key + FOREIGN_LOW_WORD) == foreignLow
          && SharedMemory.getLong(key + FOREIGN_ADDRESS_OFFSET) == foreignHigh) {
        return way;
      }
    }
    return NONE;
  }

  /** 1 when a key has these ends, otherwise 0. */
  private static long same(long key, long ends) {
    long different = SharedMemory.getLong(key + ENDS_WORD) ^ ends;
    return (different | -different) >>> (Long.SIZE - 1) ^ 1;
  }

  /** Reads a word of each line of keys. Returns something, so that the reads are not left out. */
  long touchKeys(long bucket) {
    long position = entries.bucket(bucket);
    return SharedMemory.getLong(position) + SharedMemory.getLong(position + LINE_BYTES);
  }

  /** The same of the line of counters. */
  long touchCounters(long bucket) {
    return SharedMemory.getLong(entries.bucket(bucket) + ConnectionBucketDescriptor.BYTES_OFFSET);
  }

  /** The first free entry within reach of a home, or {@link #NONE}. */
  int findFree(long home) {
    long bucket = home;
    for (int i = 0; i < REACH; i++) {
      for (int way = 0; way < ENTRIES; way++) {
        int entry = (int) bucket * ENTRIES + way;
        if (entries.ends(entry) == 0) {
          return entry;
        }
      }
      bucket = next(bucket, i);
    }
    return NONE;
  }

  /** Counts a flow in or out of the buckets that it passed by, from its home to its own. */
  void passBy(long home, int entry, int change) {
    long own = entry / ENTRIES;
    long bucket = home;
    for (int i = 0; bucket != own; i++) {
      long position = entries.bucket(bucket);
      long meta = SharedMemory.getLong(position);
      SharedMemory.putLongOpaque(position, ConnectionBucketDescriptor.withPassedBy(meta, change));
      bucket = next(bucket, i);
    }
  }
}
