package dev.smtap.local;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which node an inner address that is not a node's own was last seen behind (a bridge or containers
 * behind an adapter), as in MAC-in-MAC (IEEE 802.1ah). Bounded: a set-associative table in which
 * the oldest entry of a set gives way. An entry is one 64-bit word, address and node ID together,
 * so that a reader never sees half of it. One writer (receiver), one reader (transmitter), no lock.
 */
public final class LearnedAddresses {
  /** What {@link #nodeOf} returns for an unknown address. */
  public static final int UNKNOWN = 0;

  private static final int SETS = 1024;
  private static final int WAYS = 4;
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final AtomicLongArray entries = new AtomicLongArray(SETS * WAYS);
  private final AtomicLongArray seenNanos = new AtomicLongArray(SETS * WAYS);
  private final long agingNanos;

  /** A table whose entries are forgotten when they were not seen for so long. */
  public LearnedAddresses(long agingNanos) {
    this.agingNanos = agingNanos;
  }

  private static int set(long address) {
    return (int) ((address * MIX) >>> 54) * WAYS;
  }

  /** Remembers that {@code address} is behind {@code nodeId}. Receiver only. */
  public void learn(long address, int nodeId, long nowNanos) {
    long entry = address << 16 | nodeId;
    int first = set(address);
    int oldest = first;
    for (int i = first; i < first + WAYS; i++) {
      long found = entries.getPlain(i);
      if (found >>> 16 == address) {
        seenNanos.setOpaque(i, nowNanos);
        if (found != entry) {
          entries.setOpaque(i, entry);
        }
        return;
      }
      boolean isOlder = seenNanos.getPlain(i) - seenNanos.getPlain(oldest) < 0;
      if (found == 0 || (entries.getPlain(oldest) != 0 && isOlder)) {
        oldest = i;
      }
    }
    seenNanos.setOpaque(oldest, nowNanos);
    entries.setRelease(oldest, entry);
  }

  /** The node that {@code address} is behind, or {@link #UNKNOWN}. Transmitter only. */
  public int nodeOf(long address, long nowNanos) {
    int first = set(address);
    for (int i = first; i < first + WAYS; i++) {
      long found = entries.getAcquire(i);
      if (found >>> 16 == address && found != 0) {
        return nowNanos - seenNanos.getOpaque(i) > agingNanos ? UNKNOWN : (int) (found & 0xffff);
      }
    }
    return UNKNOWN;
  }

  /** Entries in use, aged ones included. */
  public int count() {
    int count = 0;
    for (int i = 0; i < entries.length(); i++) {
      if (entries.getOpaque(i) != 0) {
        count++;
      }
    }
    return count;
  }
}
