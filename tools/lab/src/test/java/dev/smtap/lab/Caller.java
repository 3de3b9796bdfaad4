package dev.smtap.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A client of an {@link IdServer}, in a namespace. */
interface Caller extends AutoCloseable {
  /** How long an answer may take. */
  int LIMIT_MILLIS = 10_000;

  /** Sends bytes and waits for their echo: the node that sent it. */
  int ask(byte... bytes) throws IOException;

  /** The own end. */
  InetSocketAddress end() throws IOException;

  @Override
  void close() throws IOException;

  /** Connects; the server has said who it is. */
  static Connection tcp(Netns from, String address, int port) throws IOException {
    return tcpFrom(from, new InetSocketAddress(0), address, port);
  }

  /** The same, bound to an own end. */
  static Connection tcpFrom(Netns from, InetSocketAddress own, String address, int port)
      throws IOException {
    return tcp(from, own, new InetSocketAddress(address, port), LIMIT_MILLIS);
  }

  /** Connects, with another limit for what comes back. */
  static Connection tcp(Netns from, InetSocketAddress own, InetSocketAddress server, int millis)
      throws IOException {
    SocketChannel channel = opened(from, SocketChannel::open);
    try {
      if (own.getPort() != 0) {
        channel.bind(own);
      }
      channel.socket().connect(server, LIMIT_MILLIS);
      channel.socket().setSoTimeout(millis);
      return new Connection(channel, read(channel, 1)[0]);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** So many bytes; who waits in vain tells how the connection stands at both of its ends. */
  private static byte[] read(SocketChannel channel, int bytes) throws IOException {
    try {
      byte[] got = channel.socket().getInputStream().readNBytes(bytes);
      if (got.length < bytes) {
        throw new SocketException("the other end closed it after " + got.length + " bytes");
      }
      return got;
    } catch (SocketTimeoutException e) {
      int port = channel.socket().getLocalPort();
      throw new SocketTimeoutException(e.getMessage() + socketsWith(port));
    }
  }

  /** What ss says in each namespace about sockets with a port. */
  static String socketsWith(int port) {
    String ends = "( sport = :" + port + " or dport = :" + port + " )";
    StringBuilder found = new StringBuilder();
    String netns = "";
    String said = Program.ok("ip", "-all", "netns", "exec", "ss", "-Htno", ends);
    for (String line : said.lines().toList()) {
      if (line.startsWith("netns: ")) {
        netns = line.substring("netns: ".length());
      } else if (!line.isBlank()) {
        found.append('\n').append(netns).append(": ").append(line);
      }
    }
    return found.toString();
  }

  /** Opens so many connections at once, waits for the first byte of each, and closes them. */
  static void atOnce(Netns from, String address, int port, int count) throws IOException {
    List<SocketChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = opened(from, SocketChannel::open);
        channels.add(channel);
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(address, port));
      }
      for (SocketChannel channel : channels) {
        awaitFirstByte(channel);
      }
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  private static void awaitFirstByte(SocketChannel channel) throws IOException {
    try (Selector selector = Selector.open()) {
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      while (!channel.finishConnect()) {
        awaitOne(selector);
      }
      key.interestOps(SelectionKey.OP_READ);
      while (channel.read(ByteBuffer.allocate(1)) == 0) {
        awaitOne(selector);
      }
    }
  }

  private static void awaitOne(Selector selector) throws IOException {
    if (selector.select(LIMIT_MILLIS) == 0) {
      throw new SocketTimeoutException("nothing within " + LIMIT_MILLIS + " ms");
    }
    selector.selectedKeys().clear();
  }

  /** A socket for datagrams to a server. */
  static Datagrams udp(Netns from, String address, int port) throws IOException {
    return udp(from, new InetSocketAddress(address, port), new InetSocketAddress(0));
  }

  /** The same, bound to an own end. */
  static Datagrams udp(Netns from, InetSocketAddress server, InetSocketAddress own)
      throws IOException {
    DatagramChannel channel = opened(from, DatagramChannel::open);
    channel.bind(own);
    channel.connect(server);
    channel.socket().setSoTimeout(LIMIT_MILLIS);
    return new Datagrams(channel);
  }

  /** Opens a channel in a namespace. */
  static <T> T opened(Netns from, Opening<T> opening) throws IOException {
    return from.call(() -> {
      try {
        return opening.open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** Opens a channel. */
  interface Opening<T> {
    T open() throws IOException;
  }

  /** A connection to a node. */
  record Connection(SocketChannel channel, int node) implements Caller {
    @Override
    public int ask(byte... bytes) throws IOException {
      channel.socket().getOutputStream().write(bytes);
      byte[] echo = read(channel, bytes.length);
      if (!Arrays.equals(echo, bytes)) {
        throw new SocketException("came back: " + Arrays.toString(echo));
      }
      return node;
    }

    @Override
    public InetSocketAddress end() throws IOException {
      return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** A socket that sends datagrams. */
  record Datagrams(DatagramChannel channel) implements Caller {
    @Override
    public int ask(byte... bytes) throws IOException {
      byte[] answer = exchange(bytes);
      if (!Arrays.equals(answer, 1, answer.length, bytes, 0, bytes.length)) {
        throw new SocketException("came back: " + answer.length + " bytes");
      }
      return answer[0];
    }

    /** Sends a datagram and waits for another. */
    byte[] exchange(byte... bytes) throws IOException {
      channel.write(ByteBuffer.wrap(bytes));
      byte[] room = new byte[1 << 16];
      DatagramPacket answer = new DatagramPacket(room, room.length);
      channel.socket().receive(answer);
      return Arrays.copyOf(room, answer.getLength());
    }

    @Override
    public InetSocketAddress end() throws IOException {
      return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
