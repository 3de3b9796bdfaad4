package dev.smtap.bench;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import java.util.concurrent.CompletableFuture;

/**
 * How far apart the processors of two threads are: the time that a cache line takes from one to the
 * other and back. On a virtual machine it changes when the host moves a processor, and with it
 * every figure of a ring: one is comparable with another only where both had the same way to go.
 */
final class LineRoundTrip {
  private static final long TIME_NANOS = 5_000_000;
  private static final long LONGEST_NANOS = 1_000_000_000;
  private static final long ONE_PROCESSOR_NANOS = 5_000;
  private static final int TRIPS = 10;
  private static final int LINE_PAIR_BYTES = 128;
  private static final int END = -1;

  private LineRoundTrip() {}

  /**
   * Nanoseconds of one round trip: of the fastest ten within some milliseconds, and for longer
   * while the two threads are on one processor, as they may be at first.
   */
  static double measureNanos() throws SystemException {
    try (MappedSection memory = MappedSection.ofPrivateMemory(2L * LINE_PAIR_BYTES)) {
      long there = memory.position();
      long back = memory.position(LINE_PAIR_BYTES);
      CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(there, back));
      int trips = 0;
      long fastest = Long.MAX_VALUE;
      long start = System.nanoTime();
      long now = start;
      while (now - start < TIME_NANOS
          || (fastest > ONE_PROCESSOR_NANOS * TRIPS && now - start < LONGEST_NANOS)) {
        long before = now;
        for (int i = 0; i < TRIPS; i++) {
          send(there, back, ++trips);
        }
        now = System.nanoTime();
        fastest = Math.min(fastest, now - before);
      }
      send(there, back, END);
      echo.join();
      return (double) fastest / TRIPS;
    }
  }

  /** Each word has one writer, and nothing is published but itself. */
  private static void send(long there, long back, int number) {
    SharedMemory.putIntRelease(there, number);
    while (SharedMemory.getIntAcquire(back) != number) {
      Thread.onSpinWait();
    }
  }

  private static void echo(long there, long back) {
    int seen = 0;
    while (seen != END) {
      int number = SharedMemory.getIntAcquire(there);
      if (number != seen) {
        seen = number;
        SharedMemory.putIntRelease(back, number);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
