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
 * wait is not needed. One wake-up per sleep is enough for the same reason: after it the counter
 * differs for good.
 */
public final class Doorbell {
  private int lastWoken;

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
    lastWoken = sleep;
    FaultPoint.reached("doorbell.before-wake");
    if (mode == SleepWord.ON_CAST_BELL) {
      SharedMemory.getAndAddInt(castBellPosition, 1);
      DataCalls.futexWake(castBellPosition, Integer.MAX_VALUE);
    } else {
      DataCalls.futexWake(bellPosition, Integer.MAX_VALUE);
    }
  }
}
