package dev.smtap.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that connect to one address again and again, and have what they send echoed. What fails
 * is a fault, unless it may have been with a node that was disturbed meanwhile.
 */
final class CallerLoad implements AutoCloseable {
  private static final int CALLERS = 6;
  private static final int MOST_NODES = 64;
  private static final int MOST_ASKED = 40;
  private static final int MOST_BYTES = 5_000;

  private final Netns from;
  private final String address;
  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicIntegerArray calls = new AtomicIntegerArray(MOST_NODES);
  private final AtomicLongArray lastBegun = new AtomicLongArray(MOST_NODES);

  /** When each node was last made good, {@link Long#MAX_VALUE} while it is not. */
  private final AtomicLongArray disturbedUntil = new AtomicLongArray(MOST_NODES);

  private final AtomicLong done = new AtomicLong();
  private volatile boolean isOver;

  CallerLoad(Netns from, String address, int port) {
    this(from, address, port, CALLERS);
  }

  /** The same with so many callers. */
  CallerLoad(Netns from, String address, int port, int callers) {
    this.from = from;
    this.address = address;
    this.port = port;
    for (int i = 0; i < callers; i++) {
      int seed = i;
      threads.add(Thread.ofPlatform().daemon().start(() -> callAlways(new Random(seed))));
    }
  }

  /** A node is being disturbed. */
  void disturbed(int id) {
    disturbedUntil.set(id, Long.MAX_VALUE);
  }

  /** A node is well again. */
  void undisturbed(int id) {
    disturbedUntil.set(id, System.currentTimeMillis());
  }

  /** What went wrong so far. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** How many calls a node has served to the end. */
  int callsTo(int id) {
    return calls.get(id);
  }

  /** When the last call that a node answered began, as {@link System#currentTimeMillis} has it. */
  long lastBegunTo(int id) {
    return lastBegun.get(id);
  }

  /** Lets some time go by in which calls are made. */
  void goesOnFor(long millis) {
    long end = System.currentTimeMillis() + millis;
    long before = done.get();
    while (System.currentTimeMillis() < end || done.get() == before) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  Caller.Connection call() throws IOException {
    return Caller.tcp(from, address, port);
  }

  private void callAlways(Random random) {
    while (!isOver) {
      long start = System.currentTimeMillis();
      int node = 0;
      try (Caller.Connection connection = call()) {
        node = connection.node();
        if (node < 0) {
          throw new IOException("ended before it began");
        }
        lastBegun.accumulateAndGet(node, start, Math::max);
        echo(connection, random);
        calls.incrementAndGet(node);
        done.incrementAndGet();
      } catch (IOException e) {
        judge(e, node, start);
      }
    }
  }

  private void echo(Caller connection, Random random) throws IOException {
    int times = 1 + random.nextInt(MOST_ASKED);
    for (int i = 0; i < times && !isOver; i++) {
      byte[] bytes = new byte[1 + random.nextInt(MOST_BYTES)];
      random.nextBytes(bytes);
      connection.ask(bytes);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** With a node that is not known, it may have been any. */
  private void judge(IOException failure, int node, long startMillis) {
    int[] candidates = node > 0 ? new int[] {node} : all();
    boolean isExcused =
        Arrays.stream(candidates).anyMatch(id -> disturbedUntil.get(id) >= startMillis);
    if (!isExcused) {
      faults.add("node " + node + ": " + failure);
    }
  }

  private static int[] all() {
    int[] all = new int[MOST_NODES];
    Arrays.setAll(all, id -> id);
    return all;
  }

  /** Ends; calls that are under way are ended. */
  void stop() {
    isOver = true;
    for (Thread each : threads) {
      try {
        each.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stop();
  }
}
