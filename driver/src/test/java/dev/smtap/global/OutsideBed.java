package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.TestNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A segment with a client and two nodes that intercept the same global addresses, all on one
 * switch. The global addresses are in the segment's prefixes.
 */
final class OutsideBed implements AutoCloseable {
  static final InetAddress G4 = Testbed.address("192.0.2.100");
  static final InetAddress G6 = Testbed.address("2001:db8::100");
  private static final String DEVICE = "eth0";
  private static final long POLL_MILLIS = 5;

  private final TestNamespace wire = TestNamespace.create();
  private final TestNamespace client = TestNamespace.create();
  private final List<Node> nodes = new ArrayList<>();
  private final Path directory;

  /** One that intercepts. */
  static final class Node implements AutoCloseable {
    private final TestNamespace name = TestNamespace.create();
    private final Namespace namespace;
    private final GlobalTap tap;
    private final Path directory;

    private Node(Path directory) throws SystemException {
      this.namespace = name.open();
      this.tap = GlobalTap.open(namespace, "smg0");
      this.directory = directory;
    }

    Namespace namespace() {
      return namespace;
    }

    String ip(String... arguments) {
      return name.ip(arguments);
    }

    int ifindex() {
      return Integer.parseInt(name.ip("-o", "link", "show", DEVICE).split(":", -1)[0]);
    }

    String mac() {
      return name.ip("-br", "link", "show", DEVICE).split(" +", -1)[2];
    }

    void setting(String... assignments) {
      set(name, assignments);
    }

    String valueOf(String setting) {
      return TestNamespace.command("ip", "netns", "exec", name.name(), "sysctl", "-n", setting);
    }

    Set<Integer> adapters() {
      return Set.of(tap.ifindex());
    }

    Interception intercept() throws SystemException {
      return Interception.open(
          namespace, directory, tap.globalInterface(G4, G6).withOutside(Set.of(ifindex())));
    }

    Set<Offer> offers() throws SystemException {
      try (KernelSockets kernel = KernelSockets.open(namespace)) {
        return new OfferFinder(kernel).find(Set.of(G4, G6), adapters());
      }
    }

    @Override
    public void close() {
      tap.close();
      namespace.close();
      name.close();
    }
  }

  OutsideBed() throws Exception {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-ou-");
    wire.ip("link", "add", "sw", "type", "bridge", "mcast_snooping", "0");
    wire.ip("link", "set", "sw", "up");
    connect(client, 1);
    // Three questions, and a tenth of a second for each.
    set(client, "net.ipv4.neigh.eth0.retrans_time_ms=100");
    set(client, "net.ipv6.neigh.eth0.retrans_time_ms=100");
    for (int number = 2; number <= 3; number++) {
      Node node = new Node(directory.resolve("run"));
      nodes.add(node);
      node.setting("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
      connect(node.name, number);
      node.ip("addr", "add", G4.getHostAddress() + "/32", "dev", "smg0");
      node.ip("addr", "add", G6.getHostAddress() + "/128", "dev", "smg0", "nodad");
    }
  }

  private void connect(TestNamespace host, int number) {
    String port = "p" + number;
    wire.ip("link", "add", port, "type", "veth", "peer", "name", DEVICE, "netns", host.name());
    wire.ip("link", "set", port, "master", "sw", "up");
    host.ip("addr", "add", "192.0.2." + number + "/24", "dev", DEVICE);
    host.ip("addr", "add", "2001:db8::" + number + "/64", "dev", DEVICE, "nodad");
    // A host whose link-local address is not known to be free of duplicates does not ask by
    // unicast.
    set(host, "net.ipv6.conf.eth0.accept_dad=0");
    host.ip("link", "set", DEVICE, "up");
  }

  private static void set(TestNamespace where, String... assignments) {
    for (String each : assignments) {
      TestNamespace.command("ip", "netns", "exec", where.name(), "sysctl", "-qw", each);
    }
  }

  static InetAddress global(IpFamily family) {
    return family == IpFamily.IPV4 ? G4 : G6;
  }

  Node first() {
    return nodes.get(0);
  }

  Node second() {
    return nodes.get(1);
  }

  /** Takes the carrier of a node's interface away, or gives it back. */
  void plug(int node, boolean carrier) {
    wire.ip("link", "set", "p" + (2 + node), carrier ? "up" : "down");
  }

  /** Lets the client forget, and ask for an address. */
  void ask(InetAddress address) throws Exception {
    client.ip("neigh", "flush", "dev", DEVICE);
    send(address);
  }

  private void send(InetAddress address) throws Exception {
    StandardProtocolFamily family =
        IpFamily.of(address) == IpFamily.IPV4
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    try (Namespace namespace = client.open()) {
      Testbed.in(
          namespace,
          () -> {
            try (DatagramChannel channel = DatagramChannel.open(family)) {
              return channel.send(ByteBuffer.allocate(1), new InetSocketAddress(address, 9));
            }
          });
    }
  }

  /** Whether duplicate address detection of the client finds nobody with an address. */
  boolean isFree(InetAddress address) throws InterruptedException {
    set(client, "net.ipv6.conf.eth0.accept_dad=1", "net.ipv6.conf.eth0.dad_transmits=1");
    String text = address.getHostAddress() + "/128";
    client.ip("addr", "add", text, "dev", DEVICE);
    try {
      while (true) {
        String shown = client.ip("addr", "show", "to", text, "dev", DEVICE);
        if (!shown.contains(" tentative")) {
          return true;
        }
        if (shown.contains(" dadfailed")) {
          return false;
        }
        Thread.sleep(POLL_MILLIS);
      }
    } finally {
      client.ip("addr", "del", text, "dev", DEVICE);
    }
  }

  /** Tells the client an address's MAC address, and whether it is to make sure of it. */
  void teach(InetAddress address, String mac, String state) {
    client.ip(
        "neigh", "replace", address.getHostAddress(), "dev", DEVICE, "lladdr", mac, "nud", state);
  }

  /** What the client knows. */
  String knows(InetAddress address) {
    return client.ip("neigh", "show", "to", address.getHostAddress(), "dev", DEVICE);
  }

  /** Waits until the client knows something; false after the time. */
  boolean learns(InetAddress address, String what, int millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!knows(address).contains(what)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    client.close();
    wire.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
