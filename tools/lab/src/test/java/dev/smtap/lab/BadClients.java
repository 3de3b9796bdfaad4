package dev.smtap.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Clients of a control socket that do what they must not; they stay until they are closed. */
final class BadClients implements AutoCloseable {
  private static final int SILENT = 200;
  private static final int GARBAGE = 300;
  private static final int MEGABYTE = 1 << 20;

  private final UnixDomainSocketAddress address;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final Random random = new Random(8);

  BadClients(Path socket) {
    this.address = UnixDomainSocketAddress.of(socket);
  }

  /** Sends garbage, halves of lines, a line of 1 MB, and nothing, from many. */
  void misbehave() throws IOException {
    for (int i = 0; i < GARBAGE; i++) {
      byte[] garbage = new byte[1 + random.nextInt(3_000)];
      random.nextBytes(garbage);
      send(garbage);
    }
    byte[] line = "1 drain network=smg0".getBytes(StandardCharsets.US_ASCII);
    for (int i = 1; i <= line.length; i++) {
      send(Arrays.copyOf(line, i));
    }
    byte[] megabyte = new byte[MEGABYTE];
    Arrays.fill(megabyte, (byte) 'a');
    send(megabyte);
    for (int i = 0; i < SILENT; i++) {
      var _ = connect();
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channels.add(channel);
    channel.connect(address);
    return channel;
  }

  private void send(byte[] bytes) throws IOException {
    SocketChannel channel = connect();
    ByteBuffer left = ByteBuffer.wrap(bytes);
    try {
      while (left.hasRemaining()) {
        channel.write(left);
      }
    } catch (IOException e) {
      // The node has closed it before all was sent: that is its right.
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel each : channels) {
      each.close();
    }
  }
}
