package dev.smtap.netlink;

import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.TestNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A namespace with G on smg0, another interface, and real sockets. One thread. */
final class DiagSite implements AutoCloseable {
  static final String G = "10.9.9.9";
  static final String G6 = "fd99::9";
  static final SocketEnd CLIENT = TestSocket.end("192.0.2.1", 5000);
  static final SocketEnd CLIENT6 = TestSocket.end("2001:db8::1", 5000);

  private final TestNamespace test;
  private final Namespace namespace;
  private final List<TestSocket> sockets = new ArrayList<>();
  private final int global;
  private final int other;

  private DiagSite(TestNamespace test, Namespace namespace, int global, int other) {
    this.test = test;
    this.namespace = namespace;
    this.global = global;
    this.other = other;
  }

  static DiagSite create() throws SystemException {
    TestNamespace test = TestNamespace.create();
    try {
      test.ip("link", "set", "lo", "up");
      for (String name : List.of("smg0", "smt0")) {
        test.ip("tuntap", "add", "dev", name, "mode", "tap");
        test.ip("link", "set", name, "up");
      }
      test.ip("address", "add", G + "/32", "dev", "smg0");
      test.ip("address", "add", G6 + "/128", "dev", "smg0", "nodad");
      // The kernel makes the address local in a work of its own; until then it is a neighbour's.
      Awaitility.await().until(() -> test.ip("route", "get", G6).startsWith("local"));
      Namespace namespace = test.open();
      try (RouteSocket route = namespace.run(RouteSocket::open)) {
        int global = route.getLink("smg0").orElseThrow().ifindex();
        return new DiagSite(test, namespace, global, route.getLink("smt0").orElseThrow().ifindex());
      }
    } catch (SystemException | RuntimeException | Error e) {
      test.close();
      throw e;
    }
  }

  /** Index of the interface that has G. */
  int global() {
    return global;
  }

  /** Index of another one. */
  int other() {
    return other;
  }

  /** Does something inside. */
  <T> T inside(Namespace.Action<T> action) throws SystemException {
    return namespace.run(action);
  }

  /** Opens a socket inside, to be closed at the end. */
  TestSocket socket(Supplier<TestSocket> opening) throws SystemException {
    TestSocket socket = namespace.run(opening::get);
    sockets.add(socket);
    return socket;
  }

  /** A TCP listener, its port chosen by the kernel. */
  TestSocket listener(String address) throws SystemException {
    return socket(() -> tcp(address).bind(address, 0).listen());
  }

  /** A UDP socket, its port chosen by the kernel. */
  TestSocket udp(String address) throws SystemException {
    return socket(() -> open(address, TestSocket.SOCK_DGRAM).bind(address, 0));
  }

  /** A TCP socket of the family of an address, not bound to it. */
  static TestSocket tcp(String address) {
    return open(address, TestSocket.SOCK_STREAM);
  }

  /** A socket of the family of an address, where a mapped address is of IPv6. */
  static TestSocket open(String address, int type) {
    return TestSocket.open(address.contains(":"), type, 0);
  }

  @Override
  public void close() {
    sockets.forEach(TestSocket::close);
    namespace.close();
    test.close();
  }
}
