package dev.smtap.global;

import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESSES_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESS_BYTES;
import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.LISTENERS_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.LISTENER_BYTES;
import static dev.smtap.facility.GlobalAreaDescriptor.LISTENER_COUNT_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.MOST_ADDRESSES;
import static dev.smtap.facility.GlobalAreaDescriptor.MOST_LISTENERS;
import static dev.smtap.facility.GlobalAreaDescriptor.SEQUENCE_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.STATE_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.WEIGHT_OFFSET;

import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.ListenerDescriptor;
import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * What one node publishes about a global network, read by another: its part of the directory.
 * Everything there may be a lie: counts are clamped, and no writer can hold a reader up.
 *
 * <p>Why what it says was true at one moment: the owner makes the sequence odd, then (release
 * fence) changes the words, then makes it even by release. A reader that finds the same even
 * sequence before (acquire) and behind (acquire fence) its reads has read nothing that changed in
 * between.
 *
 * @param position position of the area, {@link GlobalAreaDescriptor}
 */
public record DirectoryReader(long position) {
  /** A publication takes some microseconds. */
  private static final int MOST_LOOKS = 1_000;

  /** More publications than any node makes while one is read. */
  private static final int MOST_READS = 16;

  /** Whether the node takes packets for its addresses. */
  public boolean isGlobal() {
    return (state() & GlobalAreaDescriptor.IS_GLOBAL) != 0;
  }

  /** Whether its node has just started, and does not know yet what it takes packets for. */
  boolean isStarting() {
    return (state() & GlobalAreaDescriptor.IS_STARTING) != 0;
  }

  /** Whether it gets no new flows. */
  public boolean isDraining() {
    return (state() & GlobalAreaDescriptor.IS_DRAINING) != 0;
  }

  /** Whether connections that it opens come from ports of its share. */
  public boolean hasPorts() {
    return (state() & GlobalAreaDescriptor.HAS_PORTS) != 0;
  }

  private int state() {
    return SharedMemory.getIntOpaque(position + STATE_OFFSET);
  }

  /** Its weight, 1 to 255. */
  public int weight() {
    int weight = SharedMemory.getIntOpaque(position + WEIGHT_OFFSET);
    return Math.clamp(weight, 1, Balancer.MOST_WEIGHT);
  }

  /**
   * Whether it is GLOBAL and has a flow's local address.
   *
   * @param otherwise what to say of a GLOBAL one whose addresses do not come to rest: its owner may
   *     have lost its core half way
   */
  public boolean serves(FlowKey key, boolean otherwise) {
    long before = restingSequence();
    for (int i = 0; i < MOST_READS && isEven(before) && isGlobal(); i++) {
      boolean found = hasAddress(key.localHigh(), key.localLow());
      if (isUnchangedSince(before)) {
        return found;
      }
      before = restingSequence();
    }
    return otherwise && isGlobal();
  }

  /** The socket of its that takes a new flow; null if that does not come to rest. */
  public @Nullable Verdict match(FlowKey key) {
    long before = restingSequence();
    for (int i = 0; i < MOST_READS && isEven(before); i++) {
      Verdict found = matchOnce(key);
      if (isUnchangedSince(before)) {
        return found;
      }
      before = restingSequence();
    }
    return null;
  }

  /** The sequence, once it is even; odd if it has stayed so for too long. */
  private long restingSequence() {
    long now = sequence();
    for (int i = 0; i < MOST_LOOKS && !isEven(now); i++) {
      Thread.onSpinWait();
      now = sequence();
    }
    return now;
  }

  /** The sequence, in front of the reads that it covers. */
  long sequence() {
    return SharedMemory.getLongAcquire(position + SEQUENCE_OFFSET);
  }

  /** Whether what was read since {@link #sequence} was true at one moment. Behind those reads. */
  boolean isUnchangedSince(long before) {
    SharedMemory.acquireFence();
    long now = SharedMemory.getLongOpaque(position + SEQUENCE_OFFSET);
    return isEven(before) && now == before;
  }

  private static boolean isEven(long sequence) {
    return (sequence & 1) == 0;
  }

  private boolean hasAddress(long high, long low) {
    int count = Math.clamp(count(ADDRESS_COUNT_OFFSET), 0, MOST_ADDRESSES);
    for (int i = 0; i < count; i++) {
      if (isAddress(position + ADDRESSES_OFFSET + (long) i * ADDRESS_BYTES, high, low)) {
        return true;
      }
    }
    return false;
  }

  private int count(int offset) {
    return SharedMemory.getIntOpaque(position + offset);
  }

  private static boolean isAddress(long at, long high, long low) {
    return SharedMemory.getLongOpaque(at) == high && SharedMemory.getLongOpaque(at + 8) == low;
  }

  private Verdict matchOnce(FlowKey key) {
    int count = Math.clamp(count(LISTENER_COUNT_OFFSET), 0, MOST_LISTENERS);
    boolean isVersion4 = FlowKey.isMapped(key.localHigh(), key.localLow());
    Verdict best = Verdict.NONE;
    for (int i = 0; i < count && best != Verdict.FOREIGN_END; i++) {
      long at = position + LISTENERS_OFFSET + (long) i * LISTENER_BYTES;
      long ends = SharedMemory.getLongOpaque(at);
      if (ListenerWords.isFor(ends, key.protocol(), key.localPort())
          && ListenerWords.takes(ends, isVersion4)
          && isLocalEnd(at + ListenerDescriptor.LOCAL_ADDRESS_OFFSET, key)) {
        best =
            withForeignEnd(
                best,
                at + ListenerDescriptor.FOREIGN_ADDRESS_OFFSET,
                ListenerWords.foreignPort(ends),
                key);
      }
    }
    return best;
  }

  private static boolean isLocalEnd(long at, FlowKey key) {
    return isAddress(at, 0, 0) || isAddress(at, key.localHigh(), key.localLow());
  }

  private static Verdict withForeignEnd(Verdict best, long at, int foreignPort, FlowKey key) {
    if (foreignPort == 0 && isAddress(at, 0, 0)) {
      return Verdict.LISTENER;
    }
    boolean isItsEnd =
        foreignPort == key.foreignPort() && isAddress(at, key.foreignHigh(), key.foreignLow());
    return isItsEnd ? Verdict.FOREIGN_END : best;
  }
}
