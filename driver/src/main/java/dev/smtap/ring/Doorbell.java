package dev.smtap.ring;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.FaultPoint;

/**
 * How a sender wakes one receiver (patent: the receiving node is notified by an interrupt).
 * Transmitter only.
 *
 * <p>Why no wake-up is lost: the sender moves its write counter, then, behind a full fence, looks
 * at the sleep word; the receiver sets its sleep word, then, behind a full fence, looks at the
 * write counter. At least one of them sees the other. The receiver waits for the write counter to
 * differ from what it saw, and the kernel compares once more, so a wake-up between its look and its
 * wait is not needed.
 *
 * <p>A burst into one sleep makes two wake-ups and no more. One is not enough: the receiver may
 * have taken the frame of the first one before it fell asleep, and then waits for the counter to
 * leave the value that it has now. The counter of the second one was moved when this sleep had been
 * seen, so the receiver had not read that far: it is woken, or its wait ends at once.
 *
 * <p>The fence waits until the slot's lines have come over from the receiver, which is most of the
 * time of a small frame (measured). A sender that has more frames at hand may look without it
 * ({@link #seemsAwake}) and {@link #ring} once behind the last of them: of that ring and the
 * receiver's second look at least one comes after the other's fence, as above, and it stands for
 * all counters moved before it. Until then a sleep that began within the store buffer's delay may
 * be overlooked; so it must ring before it waits for anything.
 */
public final class Doorbell {
  /** Frames for which one fenced look may stand. */
  public static final int MOST_OWED = 64;

  private int lastSeen;
  private int lastWoken;

  /** A look without a fence: true may be old, then a {@link #ring} is still owed. */
  public static boolean seemsAwake(long sleepPosition) {
    return SleepWord.mode(SharedMemory.getIntOpaque(sleepPosition)) == SleepWord.AWAKE;
  }

  /**
   * Wakes the receiver if it sleeps.
   *
   * @param sleepPosition the receiver's sleep word
   * @param bellPosition the sender's own word that the receiver waits on
   * @param castBellPosition the bell of the network's cast area
   */
  public void ring(long sleepPosition, long bellPosition, long castBellPosition) {
    SharedMemory.fullFence();
    int sleep = SharedMemory.getIntOpaque(sleepPosition);
    int mode = SleepWord.mode(sleep);
    if (mode == SleepWord.AWAKE || sleep == lastWoken) {
      return;
    }
    if (sleep == lastSeen) {
      lastWoken = sleep;
    }
    lastSeen = sleep;
    FaultPoint.reached("doorbell.before-wake");
    if (mode == SleepWord.ON_CAST_BELL) {
      SharedMemory.getAndAddInt(castBellPosition, 1);
      DataCalls.futexWake(castBellPosition, Integer.MAX_VALUE);
    } else {
      DataCalls.futexWake(bellPosition, Integer.MAX_VALUE);
    }
  }
}
