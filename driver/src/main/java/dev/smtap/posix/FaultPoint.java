package dev.smtap.posix;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Named places at which a test lets a node die or stop (fault injection). Off unless the system
 * property {@code smtap.fault} is set to {@code NAME:ACTION[:COUNT]}, ACTION {@code kill} or {@code
 * stop} (SIGKILL, SIGSTOP to this process), COUNT which passage (1 is the first). Costs nothing
 * when off: the flag is a constant to the compiler. Any thread.
 */
public final class FaultPoint {
  private static final String SETTING = System.getProperty("smtap.fault", "");
  private static final boolean ON = !SETTING.isEmpty();
  private static final String NAME = ON ? SETTING.split(":", -1)[0] : "";
  private static final boolean STOP = ON && SETTING.split(":", -1)[1].equals("stop");
  private static final AtomicLong REMAINING = new AtomicLong(count());

  private static final int SIGKILL = 9;
  private static final int SIGSTOP = 19;

  private FaultPoint() {}

  /** True when a test has set one. */
  public static boolean isSet() {
    return ON;
  }

  /** Marks a place. */
  public static void reached(String name) {
    if (ON && name.equals(NAME) && REMAINING.decrementAndGet() == 0) {
      // To this thread: a signal to the process may be taken by another one some steps later.
      int unused = ControlCalls.raise(STOP ? SIGSTOP : SIGKILL);
    }
  }

  private static long count() {
    String[] parts = SETTING.split(":", -1);
    return parts.length > 2 ? Long.parseLong(parts[2]) : 1;
  }
}
