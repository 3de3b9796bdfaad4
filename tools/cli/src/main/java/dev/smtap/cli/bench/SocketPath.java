package dev.smtap.cli.bench;

import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.util.Map;

/**
 * Interfaces between two namespaces, measured by sockets.
 *
 * @param name its name
 * @param from where the client is
 * @param to where the server is
 * @param address the server's address
 */
record SocketPath(String name, Namespace from, Namespace to, String address)
    implements MeasuredPath {
  private static final int CHUNK = 128 * 1024;
  private static final int PACKET = 64;
  private static final int BITS = 8;
  private static final double GIGA = 1e9;
  private static final double KILO = 1e3;

  @Override
  public Map<Measure, Double> measure(Load load, double seconds) throws SystemException {
    return switch (load) {
      case STREAM -> Map.of(Measure.STREAM, stream(seconds) * BITS / GIGA);
      case PACKETS -> Map.of(Measure.PACKETS, packets(seconds) / KILO);
      case ROUND_TRIPS -> roundTrips(seconds);
    };
  }

  private double stream(double seconds) throws SystemException {
    try (LoadSocket listening = listening();
        LoadSocket client = LoadSocket.open(from, LoadSocket.STREAM, CHUNK);
        LoadSocket _ = client.connect(address, listening.port());
        LoadSocket server = listening.accept(CHUNK)) {
      Counting counting = new Counting();
      counting.start("receiver", () -> receive(counting, server, true));
      counting.start("sender", () -> send(counting, client, CHUNK));
      return counting.perSecond(seconds);
    }
  }

  private double packets(double seconds) throws SystemException {
    try (LoadSocket server = LoadSocket.open(to, LoadSocket.DATAGRAM, CHUNK);
        LoadSocket client = LoadSocket.open(from, LoadSocket.DATAGRAM, CHUNK)) {
      LoadSocket _ = client.connect(address, server.bind(address).port());
      Counting counting = new Counting();
      counting.start("receiver", () -> receive(counting, server, false));
      counting.start("sender", () -> send(counting, client, PACKET));
      return counting.perSecond(seconds);
    }
  }

  private LoadSocket listening() throws SystemException {
    return LoadSocket.open(to, LoadSocket.STREAM, 1).bind(address).listen();
  }

  private static void receive(Counting counting, LoadSocket socket, boolean countsBytes)
      throws SystemException {
    while (!counting.isEnding()) {
      long bytes = socket.read(CHUNK);
      if (bytes > 0) {
        counting.add(countsBytes ? bytes : 1);
      } else if (!LoadSocket.isPatience(bytes)) {
        throw ended(counting, bytes);
      }
    }
  }

  private static void send(Counting counting, LoadSocket socket, int bytes) throws SystemException {
    while (!counting.isEnding()) {
      long sent = socket.write(bytes);
      if (sent < 0 && !LoadSocket.isPatience(sent)) {
        throw ended(counting, sent);
      }
    }
  }

  private static SystemException ended(Counting counting, long result) {
    String what = counting.isCounting() ? "the connection" : "the connection at once";
    return new SystemException("keep", what, result < 0 ? (int) -result : 1, "");
  }

  private Map<Measure, Double> roundTrips(double seconds) throws SystemException {
    RoundTrips trips = new RoundTrips();
    try (LoadSocket listening = listening();
        LoadSocket client = LoadSocket.open(from, LoadSocket.STREAM, 1).withoutDelay();
        LoadSocket _ = client.connect(address, listening.port());
        LoadSocket server = listening.accept(1).withoutDelay()) {
      Counting counting = new Counting();
      counting.start("echo", () -> echo(counting, server));
      counting.start("caller", () -> call(counting, client, trips));
      double _ = counting.perSecond(seconds);
    }
    return trips.measures();
  }

  private static void echo(Counting counting, LoadSocket socket) throws SystemException {
    while (!counting.isEnding()) {
      long result = socket.read(1);
      result = result == 1 ? socket.write(1) : result;
      if (result != 1 && !LoadSocket.isPatience(result)) {
        throw ended(counting, result);
      }
    }
  }

  private static void call(Counting counting, LoadSocket socket, RoundTrips trips)
      throws SystemException {
    while (!counting.isEnding()) {
      long began = System.nanoTime();
      long result = socket.write(1);
      if (result == 1) {
        result = socket.read(1);
      }
      if (result != 1) {
        // Nothing is lost on a connection: an answer that does not come is a fault.
        if (counting.isEnding()) {
          return;
        }
        throw ended(counting, result);
      }
      if (counting.isCounting()) {
        trips.add(System.nanoTime() - began);
      }
    }
  }
}
