package dev.smtap.ring;

/**
 * The sleep word of a receiver (32 bits, in its own section, written by it alone): the two low bits
 * say how it sleeps, the rest counts sleeps, so that a sender knows which sleep it has woken. Any
 * thread.
 */
public final class SleepWord {
  /** Awake. */
  public static final int AWAKE = 0;

  /** Asleep on the words of every sender and on the cast bell. */
  public static final int ON_ALL_WORDS = 1;

  /** Asleep on the cast bell alone, because there are more senders than futex_waitv takes words. */
  public static final int ON_CAST_BELL = 3;

  private static final int MODE_MASK = 3;
  private static final int ONE_SLEEP = 4;

  private SleepWord() {}

  /** How the receiver sleeps. */
  public static int mode(int word) {
    return word & MODE_MASK;
  }

  /** The word for the next sleep. */
  public static int asleep(int word, int mode) {
    return (word & ~MODE_MASK) + ONE_SLEEP | mode;
  }

  /** The word after waking up. */
  public static int awake(int word) {
    return word & ~MODE_MASK;
  }
}
