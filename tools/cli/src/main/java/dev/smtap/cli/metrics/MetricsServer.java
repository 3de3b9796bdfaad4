package dev.smtap.cli.metrics;

import dev.smtap.cli.status.PartitionReader;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the metrics of a partition over HTTP. One thread, which sleeps while nobody asks; few
 * clients at once, of which the oldest gives way, each with a bounded time; and however many ask,
 * the facility is read no more than a few times a second. The JDK's own server has no Unix sockets.
 */
public final class MetricsServer implements AutoCloseable {
  /** Clients at once. */
  static final int MOST_CLIENTS = 16;

  /** How long a client may take for everything. */
  static final long PATIENCE_NANOS = 5_000_000_000L;

  private static final long REST_NANOS = 1_000_000_000L;
  private static final long FRESH_NANOS = 200_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

  private final Facility facility;
  private final MetricsSocket socket;
  private final Selector selector;
  private final Thread thread = new Thread(this::serve, "smtap-metrics");
  private final SelectionKey listening;
  private volatile boolean isClosed;
  private long restingSince;
  private byte[] text = {};
  private long readNanos;

  private MetricsServer(Facility facility, MetricsSocket socket) throws IOException {
    this.facility = facility;
    this.socket = socket;
    this.selector = Selector.open();
    this.listening = socket.channel().register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * Listens from now on.
   *
   * @throws SystemException if that address cannot be had; with EADDRINUSE if somebody has it
   */
  public static MetricsServer start(Facility facility, MetricsAddress address)
      throws SystemException {
    MetricsSocket socket = MetricsSocket.open(address);
    try {
      MetricsServer server = new MetricsServer(facility, socket);
      server.thread.setDaemon(true);
      server.thread.start();
      return server;
    } catch (IOException e) {
      socket.close();
      throw MetricsSocket.cannot(address, e);
    }
  }

  private void serve() {
    try (selector) {
      while (!isClosed) {
        int unused = selector.select(this::goOn, millisToWait());
        endOverdue();
      }
      clients().forEach(MetricsClient::close);
    } catch (IOException e) {
      LOG.warn("metrics are not served any more: {}", e.getMessage());
    }
  }

  /** 0, which is without end, while there is nobody. */
  private long millisToWait() {
    long now = System.nanoTime();
    long nanos = listening.interestOps() == 0 ? REST_NANOS : Long.MAX_VALUE;
    for (MetricsClient each : clients()) {
      nanos = Math.min(nanos, Math.max(NANOS_PER_MILLI, each.deadlineNanos() - now));
    }
    return nanos == Long.MAX_VALUE ? 0 : nanos / NANOS_PER_MILLI;
  }

  private List<MetricsClient> clients() {
    List<MetricsClient> clients = new ArrayList<>();
    for (SelectionKey each : selector.keys()) {
      if (each.isValid() && each.attachment() instanceof MetricsClient client) {
        clients.add(client);
      }
    }
    return clients;
  }

  private void endOverdue() {
    long now = System.nanoTime();
    if (listening.interestOps() == 0 && now - restingSince > REST_NANOS) {
      listening.interestOps(SelectionKey.OP_ACCEPT);
    }
    for (MetricsClient each : clients()) {
      if (each.deadlineNanos() - now <= 0) {
        each.close();
      }
    }
  }

  /** Whatever comes of a client, it ends no other; one may have given way in this very round. */
  void goOn(SelectionKey key) {
    if (key.attachment() instanceof MetricsClient client) {
      try {
        if (!key.isValid() || !client.goOn(key, this::metrics)) {
          client.close();
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("a client of the metrics went away", e);
        client.close();
      }
    } else if (key.channel() instanceof ServerSocketChannel server) {
      accept(server);
    }
  }

  private void accept(ServerSocketChannel server) {
    try {
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      List<MetricsClient> clients = clients();
      if (clients.size() >= MOST_CLIENTS) {
        clients.stream()
            .min(Comparator.comparingLong(MetricsClient::deadlineNanos))
            .ifPresent(MetricsClient::close);
      }
      var _ = channel.configureBlocking(false);
      MetricsClient client = new MetricsClient(channel, System.nanoTime() + PATIENCE_NANOS);
      var _ = channel.register(selector, SelectionKey.OP_READ, client);
    } catch (IOException e) {
      // Whoever waits goes on waiting, and would wake this thread without end.
      listening.interestOps(0);
      restingSince = System.nanoTime();
      LOG.warn("nobody can be accepted for metrics: {}", e.getMessage());
    }
  }

  /** The metrics of now, or of a moment ago. */
  private byte[] metrics() {
    long now = System.nanoTime();
    if (text.length == 0 || now - readNanos > FRESH_NANOS) {
      try {
        text = Metrics.text(PartitionReader.read(facility));
      } catch (SystemException | RuntimeException e) {
        throw new HttpAnswer.UnreadableException(e);
      }
      readNanos = now;
    }
    return text;
  }

  /** Serves nobody any more. */
  @Override
  public void close() {
    isClosed = true;
    selector.wakeup();
    boolean isInterrupted = false;
    try {
      var _ = thread.join(Duration.ofNanos(REST_NANOS));
    } catch (InterruptedException _) {
      isInterrupted = true;
    }
    socket.close();
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
