package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32C;

/** Noise through a TCP connection, with a checksum at both ends. */
final class Transfer {
  private static final int CHUNK = 1 << 18;

  private Transfer() {}

  /** Sends so many bytes and waits until they are there, right to the last one. */
  static void tcp(Netns from, Netns to, String address, long bytes) {
    try (ServerSocketChannel server = listen(to, address)) {
      CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> receive(server));
      long sent = send(from, address, port(server), bytes);
      assertThat(received.get(60, TimeUnit.SECONDS)).as("checksum").isEqualTo(sent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new AssertionError(from + " to " + address, e);
    }
  }

  private static int port(ServerSocketChannel server) throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  private static ServerSocketChannel listen(Netns netns, String address) {
    return netns.call(() -> {
      try {
        return ServerSocketChannel.open().bind(new InetSocketAddress(address, 0));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static long send(Netns netns, String address, int port, long bytes) throws IOException {
    // Opened in the namespace, where it stays.
    SocketChannel opened =
        netns.call(() -> {
          try {
            return SocketChannel.open();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    try (SocketChannel channel = opened) {
      channel.connect(new InetSocketAddress(address, port));
      Random noise = new Random(port);
      CRC32C checksum = new CRC32C();
      byte[] chunk = new byte[CHUNK];
      for (long left = bytes; left > 0; left -= CHUNK) {
        noise.nextBytes(chunk);
        int length = (int) Math.min(left, CHUNK);
        checksum.update(chunk, 0, length);
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, length);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      return checksum.getValue();
    }
  }

  private static long receive(ServerSocketChannel server) {
    try (SocketChannel channel = server.accept()) {
      CRC32C checksum = new CRC32C();
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
      while (channel.read(buffer) >= 0) {
        checksum.update(buffer.flip());
        buffer.clear();
      }
      return checksum.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
