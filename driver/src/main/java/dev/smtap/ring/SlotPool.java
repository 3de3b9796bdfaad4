package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FaultPoint;
import java.util.function.LongSupplier;

/**
 * The free slots of one size, as a stack: the slot that was freed last is handed out first, because
 * it is still in the cache. Memory is put behind slots chunk by chunk when they are first needed,
 * and only then are they published; when it is refused the pool makes do with what it has for a
 * while. Transmitter only.
 */
public final class SlotPool {
  /** Puts memory behind slots; returns 0 or -errno. */
  public interface Reserver {
    /** Reserves {@code count} slots from number {@code first} of this pool on. */
    int reserve(int first, int count);
  }

  /** What {@link #take} returns when there is no free slot. */
  public static final int NONE = -1;

  /** Asking again costs several system calls, and there may be a frame to be dropped each time. */
  static final long REFUSED_NANOS = 100_000_000;

  private final int firstSlot;
  private final int capacity;
  private final int chunkSlots;
  private final Reserver reserver;
  private final long reservedPosition;
  private final LongSupplier nanoClock;
  private final int[] free;
  private int freeCount;
  private int reserved;
  private int lastError;
  private long refusedNanos;

  /**
   * A pool without memory.
   *
   * @param firstSlot number of its first slot
   * @param capacity how many slots it can have
   * @param chunkSlots how many are reserved at a time
   * @param reservedPosition where the number of reserved slots is published (32 bits)
   */
  public SlotPool(
      int firstSlot, int capacity, int chunkSlots, Reserver reserver, long reservedPosition) {
    this(firstSlot, capacity, chunkSlots, reserver, reservedPosition, System::nanoTime);
  }

  SlotPool(
      int firstSlot,
      int capacity,
      int chunkSlots,
      Reserver reserver,
      long reservedPosition,
      LongSupplier nanoClock) {
    this.firstSlot = firstSlot;
    this.capacity = capacity;
    this.chunkSlots = chunkSlots;
    this.reserver = reserver;
    this.reservedPosition = reservedPosition;
    this.nanoClock = nanoClock;
    this.free = new int[capacity];
  }

  /** A free slot, or {@link #NONE}. */
  public int take() {
    if (freeCount == 0 && !grow()) {
      return NONE;
    }
    return free[--freeCount];
  }

  /** Puts back a slot that nobody holds any more. */
  public void giveBack(int slot) {
    free[freeCount++] = slot;
  }

  /** Slots that have memory behind them. */
  public int reserved() {
    return reserved;
  }

  /** Slots that somebody has. */
  public int inUse() {
    return reserved - freeCount;
  }

  /** Slots that there can be: when memory was refused just now, no more than have some. */
  public int attainable() {
    return isRefused() ? reserved : capacity;
  }

  private boolean isRefused() {
    return lastError != 0 && nanoClock.getAsLong() - refusedNanos < REFUSED_NANOS;
  }

  /** Free slots among the reserved ones. */
  public int freeCount() {
    return freeCount;
  }

  /** Why the last attempt to grow failed, or 0 when it did not. */
  public int lastError() {
    return lastError;
  }

  private boolean grow() {
    int count = Math.min(chunkSlots, capacity - reserved);
    if (count == 0 || isRefused()) {
      return false;
    }
    int result = reserver.reserve(reserved, count);
    if (result < 0) {
      lastError = -result;
      refusedNanos = nanoClock.getAsLong();
      return false;
    }
    lastError = 0;
    FaultPoint.reached("pool.reserved");
    for (int slot = reserved + count - 1; slot >= reserved; slot--) {
      free[freeCount++] = firstSlot + slot;
    }
    reserved += count;
    SharedMemory.putIntRelease(reservedPosition, reserved);
    FaultPoint.reached("pool.published");
    return true;
  }
}
