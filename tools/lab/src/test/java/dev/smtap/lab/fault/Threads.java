package dev.smtap.lab.fault;

/** Waits for threads. */
final class Threads {
  private Threads() {}

  /** Waits for the end of a thread that was told to end. */
  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
