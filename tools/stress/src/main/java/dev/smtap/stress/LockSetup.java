package dev.smtap.stress;

import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CastLock;
import java.util.concurrent.atomic.AtomicInteger;

/** A cast lock, who is inside it, and whether anybody ever was there beside another one. */
final class LockSetup {
  /** IDs and generations that use the whole width of a lock word. */
  static final int OWNER = 65_534;

  static final long OWNER_GENERATION = 0xffff_ffff_fffeL;
  private static final long GENERATION = 0x8000_0000_0000L;
  private static final int TURNS_INSIDE = 30;

  private final long position;
  private final AtomicInteger inside = new AtomicInteger();

  /** True after two were inside, or one was while the word named another. */
  private volatile boolean violated;

  private LockSetup(Arena.Piece place) {
    this.position = place.writable();
  }

  /** Pieces with a lock in each. */
  static Arena<LockSetup> arena() {
    return Arena.of(128, LockSetup::new);
  }

  /** Begins again with the lock in the hand of the owner. */
  LockSetup begin() {
    SharedMemory.putLong(position, CastLock.word(OWNER, OWNER_GENERATION));
    inside.setPlain(0);
    violated = false;
    return this;
  }

  /** The lock as the owner sees it. */
  CastLock ownerLock() {
    return new CastLock(position, OWNER, OWNER_GENERATION, (nodeId, generation) -> true);
  }

  /** The lock as a waiting node sees it. */
  CastLock waiterLock(int nodeId, CastLock.OwnerCheck owners) {
    return new CastLock(position, nodeId, GENERATION + nodeId, owners);
  }

  /** True when what the lock asks about is the owner. */
  static boolean isOwner(int nodeId, long generation) {
    return nodeId == OWNER && generation == OWNER_GENERATION;
  }

  /** True when the lock word names a waiting node. */
  boolean isHeldBy(int nodeId) {
    return SharedMemory.getLongAcquire(position) == CastLock.word(nodeId, GENERATION + nodeId);
  }

  /** True when the lock is free. */
  boolean isFree() {
    return SharedMemory.getLongAcquire(position) == 0;
  }

  /** Says that somebody is inside; to be called with the lock. */
  void enter() {
    if (inside.incrementAndGet() != 1) {
      violated = true;
    }
  }

  /** Says that somebody leaves; to be called with the lock. */
  void leave() {
    inside.decrementAndGet();
  }

  /** Stays inside for a while; to be called by a waiter that got the lock. */
  void pass(int nodeId) {
    enter();
    for (int turn = 0; turn < TURNS_INSIDE; turn++) {
      if (!isHeldBy(nodeId) || inside.get() != 1) {
        violated = true;
      }
    }
    leave();
  }

  /** True after two were inside at a time. */
  boolean isViolated() {
    return violated;
  }
}
