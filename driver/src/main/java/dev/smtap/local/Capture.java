package dev.smtap.local;

import dev.smtap.ring.CaptureRingWriter;
import java.time.Instant;

/**
 * What an adapter's threads are to capture, as long as somebody wants it. Made by the control
 * thread; each writer is used by its own thread only.
 *
 * @param transmitter where the transmitter writes
 * @param receiver where the receiver writes
 * @param clock the time of day
 * @param mostBytes of each slot record that are kept
 */
public record Capture(
    CaptureRingWriter transmitter, CaptureRingWriter receiver, Clock clock, int mostBytes) {

  /** The same with another number of bytes that are kept. */
  public Capture keeping(int bytes) {
    return new Capture(transmitter, receiver, clock, bytes);
  }

  /**
   * The time of day for as little as the time since the start costs: the control thread looks at
   * both once a second.
   */
  public static final class Clock {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private volatile long offsetNanos = offset();

    /** Nanoseconds since 1970. Any thread. */
    long nanos() {
      return System.nanoTime() + offsetNanos;
    }

    /** Follows what was set meanwhile. Control thread. */
    public void set() {
      offsetNanos = offset();
    }

    private static long offset() {
      long before = System.nanoTime();
      Instant now = Instant.now();
      long middle = before + (System.nanoTime() - before) / 2;
      return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano() - middle;
    }
  }
}
