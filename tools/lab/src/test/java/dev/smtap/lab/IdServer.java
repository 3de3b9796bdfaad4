package dev.smtap.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a node that says the node's ID, then echoes what comes. */
final class IdServer implements AutoCloseable {
  private static final int DATAGRAM_BYTES = 1 << 16;
  private static final int BACKLOG = 1024;

  private final int id;
  private final Channel server;
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger served = new AtomicInteger();

  private interface Opening<T> {
    T open() throws IOException;
  }

  private IdServer(int id, Channel server) {
    this.id = id;
    this.server = server;
  }

  private static <T> T in(Netns netns, Opening<T> opening) {
    return netns.call(() -> {
      try {
        return opening.open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** Listens for connections: each gets the ID as a byte. */
  static IdServer tcp(Host host, String address, int port) {
    return tcp(host, address, port, false);
  }

  /** The same, beside others on this node with the same port. */
  static IdServer shared(Host host, String address, int port) {
    return tcp(host, address, port, true);
  }

  private static IdServer tcp(Host host, String address, int port, boolean isShared) {
    ServerSocketChannel channel =
        in(
            host.netns(),
            () ->
                ServerSocketChannel.open()
                    .setOption(StandardSocketOptions.SO_REUSEPORT, isShared)
                    .bind(new InetSocketAddress(address, port), BACKLOG));
    IdServer made = new IdServer(host.id(), channel);
    Thread.ofPlatform().daemon().start(() -> made.accept(channel));
    return made;
  }

  /** Answers each datagram by the ID and what came. */
  static IdServer udp(Host host, String address, int port) {
    return udp(host, address, port, Optional.empty());
  }

  /** The same, for one foreign end only. */
  static IdServer udpFor(Host host, String address, int port, SocketAddress foreign) {
    return udp(host, address, port, Optional.of(foreign));
  }

  private static IdServer udp(
      Host host, String address, int port, Optional<SocketAddress> foreign) {
    DatagramChannel channel =
        in(
            host.netns(),
            () -> {
              DatagramChannel opened = DatagramChannel.open();
              opened.bind(new InetSocketAddress(address, port));
              return foreign.isEmpty() ? opened : opened.connect(foreign.get());
            });
    IdServer made = new IdServer(host.id(), channel);
    Thread.ofPlatform().daemon().start(() -> made.answer(channel));
    return made;
  }

  /** How many connections or datagrams it got. */
  int served() {
    return served.get();
  }

  private void accept(ServerSocketChannel channel) {
    try {
      while (true) {
        SocketChannel connection = channel.accept();
        connections.add(connection);
        served.incrementAndGet();
        Thread.ofVirtual().start(() -> echo(connection));
      }
    } catch (ClosedChannelException e) {
      // Closed by the test.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void echo(SocketChannel connection) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
    try (connection) {
      for (buffer.put((byte) id); buffer.position() > 0; ) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          connection.write(buffer);
        }
        buffer.clear();
        connection.read(buffer);
      }
    } catch (IOException e) {
      // The other end reset it, or the test closed it: that is seen there.
    } finally {
      connections.remove(connection);
    }
  }

  private void answer(DatagramChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocate(DATAGRAM_BYTES);
    try {
      while (true) {
        SocketAddress from = channel.receive(buffer.clear().put((byte) id));
        if (from != null) {
          served.incrementAndGet();
          channel.send(buffer.flip(), from);
        }
      }
    } catch (ClosedChannelException e) {
      // Closed by the test.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Channel each : connections) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
