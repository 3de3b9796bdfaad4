package dev.smtap.lab.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Receives all flows of a namespace and checks each datagram: whole, none twice, order kept. Loss
 * is allowed, and noted as the longest time without a datagram.
 */
final class FlowReceiver implements AutoCloseable {
  static final int PORT = 9_000;
  private static final int BUFFER_BYTES = 4 << 20;

  /** What came of one flow. */
  static final class Arrivals {
    private final AtomicLong count = new AtomicLong();
    private volatile long lastSequence = -1;
    private volatile long lastNanos;
    private volatile long longestGapNanos;

    /** Datagrams that arrived. */
    long count() {
      return count.get();
    }

    /** The longest time without one, since {@link #forgetGaps}. */
    long longestGapNanos() {
      return longestGapNanos;
    }

    /** Starts to measure gaps anew. */
    void forgetGaps() {
      lastNanos = System.nanoTime();
      longestGapNanos = 0;
    }
  }

  private final Map<Integer, Arrivals> flows = new ConcurrentHashMap<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final String place;
  private final DatagramChannel channel;
  private final Thread thread;

  FlowReceiver(Partition.Place place) throws Exception {
    this.place = "node " + place.id();
    this.channel = place.call(FlowReceiver::open);
    this.thread = place.thread("receiver of " + this.place, this::run);
  }

  private static DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
    return channel.bind(new InetSocketAddress("0.0.0.0", PORT));
  }

  private void run() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    try {
      while (true) {
        buffer.clear();
        channel.receive(buffer);
        buffer.flip();
        take(buffer);
      }
    } catch (ClosedChannelException e) {
      // The end.
    }
  }

  private void take(ByteBuffer datagram) {
    if (!Payload.isWhole(datagram)) {
      faults.add(place + " got a corrupt datagram of " + datagram.limit() + " bytes");
      return;
    }
    Arrivals arrivals = of(Payload.flow(datagram));
    long sequence = Payload.sequence(datagram);
    if (sequence <= arrivals.lastSequence) {
      faults.add(
          place
              + " got number "
              + sequence
              + " of flow "
              + Payload.flow(datagram)
              + " after "
              + arrivals.lastSequence);
    }
    arrivals.lastSequence = sequence;
    long now = System.nanoTime();
    if (arrivals.lastNanos != 0) {
      arrivals.longestGapNanos = Math.max(arrivals.longestGapNanos, now - arrivals.lastNanos);
    }
    arrivals.lastNanos = now;
    arrivals.count.incrementAndGet();
  }

  /** What came of a flow so far. */
  Arrivals of(int flow) {
    return flows.computeIfAbsent(flow, _ -> new Arrivals());
  }

  /** Whatever came and should not have, in words. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Threads.join(thread);
  }
}
