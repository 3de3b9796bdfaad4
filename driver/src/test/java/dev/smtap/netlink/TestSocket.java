package dev.smtap.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Memory;
import dev.smtap.posix.Poll;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A real socket of the namespace that the calling thread is in, with the options that Java's own do
 * not offer. One thread.
 */
final class TestSocket implements AutoCloseable {
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int IPPROTO_MPTCP = 262;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_LINGER = 13;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_BINDTODEVICE = 25;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPPROTO_IPV6 = 41;
  private static final int TCP_DEFER_ACCEPT = 9;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final MethodHandle LISTEN =
      handle("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CONNECT =
      handle("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle ACCEPT =
      handle("accept", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private interface Call {
    int run() throws Throwable;
  }

  private final int fd;
  private final boolean ipv6;
  private boolean closed;

  private TestSocket(int fd, boolean ipv6) {
    this.fd = fd;
    this.ipv6 = ipv6;
  }

  private static MethodHandle handle(String name, FunctionDescriptor signature) {
    MemorySegment address = Linker.nativeLinker().defaultLookup().find(name).orElseThrow();
    return Linker.nativeLinker().downcallHandle(address, signature);
  }

  /** Whether the kernel has such sockets. */
  static boolean isThere(int type, int protocol) {
    int fd = ControlCalls.socket(Netlink.AF_INET, type, protocol);
    if (fd >= 0) {
      ControlCalls.close(fd);
    }
    return fd >= 0;
  }

  static TestSocket open(boolean ipv6, int type, int protocol) {
    int family = ipv6 ? Netlink.AF_INET6 : Netlink.AF_INET;
    TestSocket socket = new TestSocket(check(ControlCalls.socket(family, type, protocol)), ipv6);
    if (type == SOCK_STREAM) {
      // With UDP it would let two sockets have one port.
      socket.option(SOL_SOCKET, SO_REUSEADDR, 1);
    }
    return ipv6 ? socket.v6Only(false) : socket;
  }

  static SocketEnd end(String address, int port) {
    try {
      return new SocketEnd(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  TestSocket v6Only(boolean only) {
    return option(IPPROTO_IPV6, IPV6_V6ONLY, only ? 1 : 0);
  }

  TestSocket reusePort() {
    return option(SOL_SOCKET, SO_REUSEPORT, 1);
  }

  /** A connection stays in SYN_RECV until its first data comes. */
  TestSocket deferAccept() {
    return option(InetDiag.IPPROTO_TCP, TCP_DEFER_ACCEPT, 60);
  }

  TestSocket device(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    check(ControlCalls.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, bytes, bytes.length));
    return this;
  }

  TestSocket bind(String address, int port) {
    byte[] bytes = socketAddress(end(address, port));
    check(ControlCalls.bind(fd, bytes, bytes.length));
    return this;
  }

  TestSocket listen() {
    call(() -> (int) LISTEN.invokeExact(fd, 16));
    return this;
  }

  TestSocket connect(SocketEnd foreign) {
    byte[] bytes = socketAddress(foreign);
    Memory address = Memory.of(bytes);
    call(() -> (int) CONNECT.invokeExact(fd, address.segment(), bytes.length));
    return this;
  }

  /**
   * Waits for a connection to accept. The client's connect(2) may return before that: the server's
   * end takes the place of the request for it later, and for a moment a look finds neither.
   */
  void awaitConnection() {
    assertThat(Memory.await(fd, Poll.POLLIN, PATIENCE_MILLIS)).isEqualTo(1);
  }

  TestSocket accept() {
    return new TestSocket(
        call(() -> (int) ACCEPT.invokeExact(fd, MemorySegment.NULL, MemorySegment.NULL)), ipv6);
  }

  void send() {
    check((int) ControlCalls.sendto(fd, new byte[1], 1, 0, new byte[0], 0));
  }

  /** Closed with data unread, a socket resets. */
  void receive() {
    check((int) ControlCalls.recv(fd, new byte[8], 8, 0));
  }

  /** The end that it is bound to. */
  SocketEnd local() {
    byte[] bytes = new byte[28];
    check(ControlCalls.getsockname(fd, bytes, new int[] {bytes.length}));
    byte[] address = new byte[ipv6 ? 16 : 4];
    ByteBuffer.wrap(bytes).get(ipv6 ? 8 : 4, address);
    try {
      int port = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(2));
      return new SocketEnd(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Closes it with a reset. */
  void abort() {
    byte[] atOnce = {1, 0, 0, 0, 0, 0, 0, 0};
    check(ControlCalls.setsockopt(fd, SOL_SOCKET, SO_LINGER, atOnce, atOnce.length));
    close();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      check(ControlCalls.close(fd));
    }
  }

  private TestSocket option(int level, int option, int value) {
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    check(ControlCalls.setsockopt(fd, level, option, bytes, bytes.length));
    return this;
  }

  private byte[] socketAddress(SocketEnd end) {
    ByteBuffer bytes = ByteBuffer.allocate(ipv6 ? 28 : 16).order(ByteOrder.nativeOrder());
    bytes.putShort((short) (ipv6 ? Netlink.AF_INET6 : Netlink.AF_INET));
    bytes.put((byte) (end.port() >> 8)).put((byte) end.port());
    if (!ipv6) {
      return bytes.put(end.address().getAddress()).array();
    }
    if (end.address() instanceof Inet4Address) {
      bytes.putShort(18, (short) -1);
      return bytes.put(20, end.address().getAddress()).array();
    }
    return bytes.put(8, end.address().getAddress()).array();
  }

  private static int call(Call call) {
    try {
      return check(call.run());
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static int check(int result) {
    assertThat(result).isNotNegative();
    return result;
  }
}
