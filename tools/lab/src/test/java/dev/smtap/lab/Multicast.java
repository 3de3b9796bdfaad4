package dev.smtap.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A datagram socket in a namespace that sends to groups or joins them. One thread. */
final class Multicast implements AutoCloseable {
  static final int PORT = 5077;

  private final Netns netns;
  private final DatagramChannel channel;

  private Multicast(Netns netns, DatagramChannel channel) {
    this.netns = netns;
    this.channel = channel;
  }

  static Multicast open(Netns netns) {
    return netns.call(() -> {
      try {
        DatagramChannel channel =
            DatagramChannel.open(StandardProtocolFamily.INET)
                .setOption(StandardSocketOptions.IP_MULTICAST_IF, networkInterface())
                .setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false)
                .setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20)
                .bind(new InetSocketAddress("0.0.0.0", PORT));
        channel.configureBlocking(false);
        return new Multicast(netns, channel);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static NetworkInterface networkInterface() throws IOException {
    NetworkInterface found = NetworkInterface.getByName(Host.INTERFACE);
    if (found == null) {
      throw new IOException("there is no " + Host.INTERFACE);
    }
    return found;
  }

  Multicast join(String group) {
    return netns.call(() -> {
      try {
        var _ = channel.join(InetAddress.getByName(group), networkInterface());
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** Sends the numbers from 0 on. */
  void send(String group, int count) {
    try {
      for (int i = 0; i < count; i++) {
        ByteBuffer message = ByteBuffer.allocate(200).putInt(i).clear();
        var _ = channel.send(message, new InetSocketAddress(group, PORT));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers that arrive, until there are so many or the time is over. */
  List<Integer> receive(int count, long limitMillis) {
    List<Integer> numbers = new ArrayList<>();
    ByteBuffer message = ByteBuffer.allocate(2000);
    long end = System.nanoTime() + limitMillis * 1_000_000;
    try {
      while (numbers.size() < count && System.nanoTime() - end < 0) {
        if (channel.receive(message.clear()) == null) {
          LockSupport.parkNanos(100_000);
        } else {
          numbers.add(message.flip().getInt());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return numbers;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
