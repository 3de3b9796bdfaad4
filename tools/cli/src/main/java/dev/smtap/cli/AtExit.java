package dev.smtap.cli;

/**
 * The end of the process. Where nothing is to be done at the end it is ended at once: a usual exit
 * makes the Java runtime look for a logger for the fact, which takes as long as a short command.
 * Any thread.
 */
public final class AtExit {
  private static volatile boolean isAwaited;

  private AtExit() {}

  /** Has this done when the process ends, by itself or by a signal. */
  public static void run(String threadName, Runnable action) {
    isAwaited = true;
    Runtime.getRuntime().addShutdownHook(new Thread(action, threadName));
  }

  /** Ends the process; nothing that was printed is left in a buffer. */
  static void end(int code) {
    if (isAwaited) {
      System.exit(code);
    }
    Runtime.getRuntime().halt(code);
  }
}
