package dev.smtap.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/** Noise through a TCP connection for as long as a test wants, with a checksum at both ends. */
final class NoiseStream implements AutoCloseable {
  private static final int CHUNK = 1 << 15;
  private static final long PAUSE_NANOS = 2_000_000;
  private static final long LIMIT_SECONDS = 30;

  private final ServerSocketChannel server;
  private final AtomicLong arrived = new AtomicLong();
  private final CompletableFuture<Long> received;
  private final CompletableFuture<Long> sent;
  private volatile boolean isOver;

  /** Begins: from a program in a namespace to one on a node, by an address and a port. */
  NoiseStream(Netns from, Host to, String address, int port) throws IOException {
    server = Caller.opened(to.netns(), ServerSocketChannel::open);
    server.bind(new InetSocketAddress(address, port));
    SocketChannel client = Caller.opened(from, SocketChannel::open);
    received = CompletableFuture.supplyAsync(this::receive, NoiseStream::start);
    sent = CompletableFuture.supplyAsync(() -> send(client, address, port), NoiseStream::start);
  }

  private static void start(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  private long receive() {
    CRC32C checksum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    try (SocketChannel channel = server.accept()) {
      for (int bytes = channel.read(buffer); bytes >= 0; bytes = channel.read(buffer)) {
        checksum.update(buffer.flip());
        buffer.clear();
        arrived.addAndGet(bytes);
      }
      return checksum.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long send(SocketChannel opened, String address, int port) {
    CRC32C checksum = new CRC32C();
    Random noise = new Random(port);
    byte[] chunk = new byte[CHUNK];
    try (SocketChannel channel = opened) {
      channel.connect(new InetSocketAddress(address, port));
      while (!isOver) {
        noise.nextBytes(chunk);
        checksum.update(chunk);
        for (ByteBuffer left = ByteBuffer.wrap(chunk); left.hasRemaining(); ) {
          int _ = channel.write(left);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      return checksum.getValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that have arrived. */
  long arrived() {
    return arrived.get();
  }

  /** Ends it; whether every byte has arrived as it was sent. */
  boolean finish() {
    isOver = true;
    try {
      long checksum = sent.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return checksum == received.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("a stream, after " + arrived + " bytes", e);
    }
  }

  @Override
  public void close() throws IOException {
    isOver = true;
    server.close();
  }
}
