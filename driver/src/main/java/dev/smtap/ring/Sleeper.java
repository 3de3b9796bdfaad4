package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;

/**
 * How a receiver sleeps: {@link #begin}, look at every ring again and {@link #add} its word, then
 * {@link #sleep} and {@link #end}. Uses futex_waitv(2) on the words that the senders change; that
 * works through read-only mappings. Receiver only. The argument is at {@link Doorbell}.
 *
 * <pre>
 *   struct futex_waitv (linux/futex.h)
 *    0 +--------------------+
 *      | value (8)          |
 *    8 | address (8)        |
 *   16 | flags (4) | zero   |
 *   24 +--------------------+
 * </pre>
 */
public final class Sleeper {
  /** Words that futex_waitv takes (FUTEX_WAITV_MAX). */
  public static final int MOST_WORDS = 128;

  /** Bytes of private memory that a sleeper needs. */
  public static final int MEMORY_BYTES = (MOST_WORDS * 24 + 63) & -64;

  private static final int WAITER_BYTES = 24;
  private static final int ADDRESS_OFFSET = 8;
  private static final int FLAGS_OFFSET = 16;
  private static final int FUTEX2_SIZE_U32 = 2;

  private final long sleepPosition;
  private final long waitersPosition;
  private int word;
  private int count;

  /**
   * A sleeper.
   *
   * @param sleepPosition its sleep word in its own section
   * @param waitersPosition private memory of {@link #MEMORY_BYTES}
   */
  public Sleeper(long sleepPosition, long waitersPosition) {
    this.sleepPosition = sleepPosition;
    this.waitersPosition = waitersPosition;
  }

  /**
   * Says that it sleeps. Everything that is looked at after this is looked at behind a full fence.
   */
  public void begin(int mode) {
    word = SleepWord.asleep(word, mode);
    SharedMemory.putIntRelease(sleepPosition, word);
    SharedMemory.fullFence();
    count = 0;
  }

  /** Adds a word to wait on while it has the value {@code expected}. */
  public void add(long position, int expected) {
    long waiter = waitersPosition + (long) count * WAITER_BYTES;
    SharedMemory.putLong(waiter, expected & 0xffff_ffffL);
    SharedMemory.putLong(waiter + ADDRESS_OFFSET, position);
    SharedMemory.putLong(waiter + FLAGS_OFFSET, FUTEX2_SIZE_U32);
    count++;
  }

  /**
   * Waits until one of the words differs; returns at once if one does already. Value as of
   * futex_waitv(2).
   */
  public int sleep() {
    return DataCalls.futexWaitv(waitersPosition, count, 0);
  }

  /** Says that it is awake. */
  public void end() {
    word = SleepWord.awake(word);
    SharedMemory.putIntRelease(sleepPosition, word);
  }
}
