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
  private static final int TRIPS_PER_LOOK_AT_CLOCK = 100;
  private static final int LINE_PAIR_BYTES = 128;
  private static final int END = -1;

  private LineRoundTrip() {}

  /** Nanoseconds of one round trip, the mean over five milliseconds. Takes two processors. */
  static double measureNanos() throws SystemException {
    try (MappedSection memory = MappedSection.ofPrivateMemory(2L * LINE_PAIR_BYTES)) {
      long there = memory.position();
      long back = memory.position(LINE_PAIR_BYTES);
      CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(there, back));
      int trips = 0;
      // The other thread has begun when the first one is over.
      send(there, back, ++trips);
      long start = System.nanoTime();
      int first = trips;
      while (System.nanoTime() - start < TIME_NANOS) {
        for (int i = 0; i < TRIPS_PER_LOOK_AT_CLOCK; i++) {
          send(there, back, ++trips);
        }
      }
      double nanos = (double) (System.nanoTime() - start) / (trips - first);
      send(there, back, END);
      echo.join();
      return nanos;
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
