package dev.smtap.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * SYNs from ever new sources to the global address, half of them to a port where nobody listens, as
 * fast as they can be sent. More of them than the connection table holds.
 */
final class SynFlood {
  /** How much memory a node may take meanwhile: its heap grows to a size of its own. */
  static final long MOST_MEMORY = 64L << 20;

  /** Where they say to come from. */
  static final String SOURCES = "198.18.0.0/15";

  private static final int SYNS = 200_000;
  private static final int FIRST_SOURCE = 198 << 24 | 18 << 16;

  private final CompletableFuture<Outcome> running;

  /** What was sent in which time. */
  record Outcome(int syns, long seconds) {}

  private SynFlood(CompletableFuture<Outcome> running) {
    this.running = running;
  }

  static SynFlood start(Netns from, Packets packets, int port, int hiddenPort) {
    return new SynFlood(
        CompletableFuture.supplyAsync(() -> send(from, packets, new int[] {port, hiddenPort})));
  }

  private static Outcome send(Netns from, Packets packets, int[] ports) {
    InetAddress to = InetAddress.ofLiteral(Globals.IP4);
    long start = System.nanoTime();
    try (FrameTap tap = FrameTap.open(from, Globals.INTERFACE, false)) {
      for (int i = 0; i < SYNS; i++) {
        byte[] address = ByteBuffer.allocate(4).putInt(FIRST_SOURCE + i / 2).array();
        InetAddress source = InetAddress.getByAddress(address);
        tap.send(packets.tcp(source, 1_024 + i % 60_000, to, ports[i % 2], Packets.SYN));
      }
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
    return new Outcome(SYNS, Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1);
  }

  boolean isRunning() {
    return !running.isDone();
  }

  /** Waits for its end. */
  Outcome end() {
    try {
      return running.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
