package dev.smtap.cli.bench;

import dev.smtap.posix.SystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The two threads of a load, what they count, and when they are to end. The thread that makes it
 * starts and ends them.
 */
final class Counting {
  private static final double WARM_SECONDS = 0.2;
  private static final double NANOS_PER_SECOND = 1e9;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final Runnable waker;
  private final AtomicLong count = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ending;
  private volatile boolean isCounting;
  private volatile String failure = "";

  /** What a thread does until {@link #isEnding}. */
  @FunctionalInterface
  interface Work {
    void run() throws SystemException;
  }

  /** For threads that look whether they are to end at least every half second. */
  Counting() {
    this(() -> {});
  }

  /**
   * For threads that sleep.
   *
   * @param waker wakes those that do; called until all have ended
   */
  Counting(Runnable waker) {
    this.waker = waker;
  }

  /** Starts a thread. */
  void start(String name, Work work) {
    Thread thread = new Thread(() -> run(work), "smtap-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void run(Work work) {
    try {
      work.run();
    } catch (SystemException e) {
      failure = String.valueOf(e.getMessage());
    }
  }

  boolean isEnding() {
    return ending;
  }

  /** True once what is measured counts. */
  boolean isCounting() {
    return isCounting;
  }

  /** Counts; one thread only. */
  void add(long more) {
    count.setRelease(count.getPlain() + more);
  }

  /**
   * Lets them run and counts for so long.
   *
   * @return how much was counted in a second
   * @throws SystemException if one of them failed
   */
  double perSecond(double seconds) throws SystemException {
    park(WARM_SECONDS);
    isCounting = true;
    long began = System.nanoTime();
    long before = count.getAcquire();
    park(seconds);
    long counted = count.getAcquire() - before;
    double took = (System.nanoTime() - began) / NANOS_PER_SECOND;
    end();
    if (!failure.isEmpty()) {
      throw SystemException.because("measure", "", failure, "try it again");
    }
    return counted / took;
  }

  private void park(double seconds) {
    long end = System.nanoTime() + (long) (seconds * NANOS_PER_SECOND);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Ends the threads. */
  private void end() throws SystemException {
    ending = true;
    try {
      for (Thread each : threads) {
        do {
          waker.run();
        } while (!each.join(LOOK_AGAIN));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SystemException.because("measure", "", "it was interrupted", "");
    }
  }
}
