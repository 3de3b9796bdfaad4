package dev.smtap.lab.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Sends numbered datagrams from a namespace: bursts with pauses in between, most short, some long.
 * Goes on when the interface is not there, and later when it is again.
 */
final class FlowSender implements AutoCloseable {
  private static final int MOST_BYTES = 60_000;
  private static final long RETRY_NANOS = 5_000_000;

  /**
   * How a flow goes.
   *
   * @param burst datagrams at once
   * @param pauseNanos from burst to burst
   * @param largeShare one datagram in so many is long
   */
  record Pace(int burst, long pauseNanos, int largeShare) {}

  private final int flow;
  private final InetSocketAddress destination;
  private final Pace pace;
  private final Random random;
  private final Thread thread;
  private volatile boolean ending;
  private volatile boolean paused;
  private volatile boolean resting;
  private long sequence;

  FlowSender(Partition.Place from, int flow, InetSocketAddress destination, Pace pace, long seed) {
    this.flow = flow;
    this.destination = destination;
    this.pace = pace;
    this.random = new Random(seed);
    this.thread = from.thread("flow " + flow, this::run);
  }

  private void run() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      ByteBuffer buffer = ByteBuffer.allocateDirect(MOST_BYTES);
      while (!ending) {
        resting = paused;
        LockSupport.parkNanos(pace.pauseNanos);
        for (int i = 0; i < pace.burst && !paused && !ending; i++) {
          sendOne(channel, buffer);
        }
      }
    }
  }

  private void sendOne(DatagramChannel channel, ByteBuffer buffer) {
    boolean large = random.nextInt(pace.largeShare) == 0;
    int span = (large ? MOST_BYTES : 1_400) - Payload.LEAST_BYTES;
    Payload.fill(buffer, flow, sequence++, Payload.LEAST_BYTES + random.nextInt(span), random);
    try {
      channel.send(buffer, destination);
    } catch (IOException e) {
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Will send no more, soon. */
  void beginPause() {
    paused = true;
  }

  /** Stops sending; returns when the last datagram is out. */
  void pause() {
    beginPause();
    Awaitility.await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> resting || !thread.isAlive());
  }

  void goOn() {
    paused = false;
    resting = false;
  }

  @Override
  public void close() {
    ending = true;
    Threads.join(thread);
  }
}
