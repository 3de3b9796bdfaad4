package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FaultPoint;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock by which writers of cast rings take turns (patent: writes are serialized by locks in
 * global shared memory). The word names its owner, node and generation; when that owner is dead,
 * whoever waits takes the lock over. One caster per node: transmitter only.
 *
 * <p>Why it is right: 0 to owner and dead owner to new owner are compare-and-set, so one waiter
 * wins; a living owner, even a stopped one, is never robbed, so nobody wakes up inside a slot that
 * another one writes. Waiting is bounded: an owner that hangs costs the deadline once, then casting
 * fails at once until the word changes.
 */
public final class CastLock {
  /** Tells whether the owner named in a lock word lives. */
  public interface OwnerCheck {
    /** True while the node lives with this generation. */
    boolean isAlive(int nodeId, long generation);
  }

  private static final int SPINS = 200;
  private static final long PARK_NANOS = 50_000;
  private static final long CHECK_AFTER_NANOS = 1_000_000;
  private static final long DEADLINE_NANOS = 20_000_000;

  private final long position;
  private final long ownWord;
  private final OwnerCheck owners;
  private long hungWord;

  /**
   * The lock at {@code position} as seen by one node.
   *
   * @param nodeId the node that will hold it
   * @param generation the node's generation, 48 bits
   */
  public CastLock(long position, int nodeId, long generation, OwnerCheck owners) {
    this.position = position;
    this.ownWord = word(nodeId, generation);
    this.owners = owners;
  }

  /** The lock word that names a node. */
  public static long word(int nodeId, long generation) {
    return generation << 16 | nodeId;
  }

  /** Takes the lock; false when a living owner kept it beyond the deadline. */
  public boolean lock() {
    for (int i = 0; i < SPINS; i++) {
      if (SharedMemory.compareAndSetLong(position, 0, ownWord)) {
        return taken();
      }
      if (hungWord != 0 && SharedMemory.getLongOpaque(position) == hungWord) {
        return takeOver(hungWord);
      }
      Thread.onSpinWait();
    }
    return waitForOwner();
  }

  private boolean waitForOwner() {
    long start = System.nanoTime();
    long nextCheck = CHECK_AFTER_NANOS;
    while (true) {
      long owner = SharedMemory.getLongAcquire(position);
      if (owner == 0) {
        if (SharedMemory.compareAndSetLong(position, 0, ownWord)) {
          return taken();
        }
        continue;
      }
      long waited = System.nanoTime() - start;
      if (waited >= nextCheck) {
        nextCheck += nextCheck;
        if (takeOver(owner)) {
          return true;
        }
      }
      if (waited >= DEADLINE_NANOS) {
        return tryOnceMore(owner);
      }
      LockSupport.parkNanos(PARK_NANOS);
    }
  }

  /** This thread may not have run since it looked, and the owner may long have gone. */
  private boolean tryOnceMore(long owner) {
    if (SharedMemory.compareAndSetLong(position, 0, ownWord)) {
      return taken();
    }
    hungWord = SharedMemory.getLongOpaque(position) == owner ? owner : 0;
    return false;
  }

  private boolean takeOver(long owner) {
    boolean dead = !owners.isAlive((int) (owner & 0xffff), owner >>> 16);
    if (dead && SharedMemory.compareAndSetLong(position, owner, ownWord)) {
      FaultPoint.reached("cast.taken-over");
      return taken();
    }
    return false;
  }

  private boolean taken() {
    hungWord = 0;
    FaultPoint.reached("cast.locked");
    return true;
  }

  /**
   * Gives the lock back. Does nothing if somebody scribbled over the word: it is hostile memory.
   */
  public void unlock() {
    FaultPoint.reached("cast.before-unlock");
    SharedMemory.compareAndSetLong(position, ownWord, 0);
    FaultPoint.reached("cast.unlocked");
  }
}
