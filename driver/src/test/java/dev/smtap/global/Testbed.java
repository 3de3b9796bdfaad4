package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.TestNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node with a client outside, at 192.0.2.2, and another node on a local network, at 10.1.0.2, in
 * namespaces of their own. Both send everything else to the node.
 */
final class Testbed implements AutoCloseable {
  static final InetAddress G4 = address("10.77.0.1");
  static final InetAddress G6 = address("fd77::1");
  static final InetAddress OTHER4 = address("10.77.0.2");
  static final InetAddress LOCAL4 = address("10.1.0.1");
  static final InetAddress LOCAL6 = address("fd01::1");
  private static final String ALL_FORWARD =
      "net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=1";

  private final TestNamespace nodeName = TestNamespace.create();
  private final TestNamespace clientName = TestNamespace.create();
  private final TestNamespace peerName = TestNamespace.create();
  private final Namespace node;
  private final Namespace client;
  private final Namespace peer;
  private final Path directory;

  Testbed() throws Exception {
    node = nodeName.open();
    client = clientName.open();
    peer = peerName.open();
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-ic-").resolve("run");
    nodeName.ip("link", "set", "lo", "up");
    setting(ALL_FORWARD.split(" ", -1));
    connect("outside", clientName, "192.0.2.", "2001:db8::");
    connect("smt0", peerName, "10.1.0.", "fd01::");
  }

  /** The number of an interface of the node. */
  int ifindex(String name) {
    return Integer.parseInt(ip("-o", "link", "show", name).split(":", -1)[0]);
  }

  private void connect(String name, TestNamespace other, String ipv4, String ipv6) {
    nodeName.ip("link", "add", name, "type", "veth", "peer", "name", "up0", "netns", other.name());
    for (TestNamespace each : List.of(nodeName, other)) {
      String device = each == other ? "up0" : name;
      String number = each == other ? "2" : "1";
      each.ip("addr", "add", ipv4 + number + "/24", "dev", device);
      each.ip("addr", "add", ipv6 + number + "/64", "dev", device, "nodad");
      each.ip("link", "set", device, "up");
    }
    other.ip("route", "add", "default", "via", ipv4 + "1");
    other.ip("-6", "route", "add", "default", "via", ipv6 + "1");
  }

  static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  static InetAddress global(IpFamily family) {
    return family == IpFamily.IPV4 ? G4 : G6;
  }

  static InetAddress local(IpFamily family) {
    return family == IpFamily.IPV4 ? LOCAL4 : LOCAL6;
  }

  Namespace node() {
    return node;
  }

  Namespace client() {
    return client;
  }

  Namespace peer() {
    return peer;
  }

  Path directory() {
    return directory;
  }

  String ip(String... arguments) {
    return nodeName.ip(arguments);
  }

  String nodeName() {
    return nodeName.name();
  }

  /** Sets settings of the node, as sysctl(8) writes them. */
  void setting(String... assignments) {
    for (String each : assignments) {
      inNode("sysctl", "-qw", each);
    }
  }

  String valueOf(String setting) {
    return inNode("sysctl", "-n", setting);
  }

  private String inNode(String... command) {
    return TestNamespace.command(
        Stream.concat(Stream.of("ip", "netns", "exec", nodeName.name()), Stream.of(command))
            .toArray(String[]::new));
  }

  /** Gives the node's interface its global addresses. */
  void addGlobalAddresses(String device) {
    nodeName.ip("addr", "add", "10.77.0.1/32", "dev", device);
    nodeName.ip("addr", "add", "fd77::1/128", "dev", device, "nodad");
  }

  /** Everything that interception changes, as the tools show it. */
  String everything() {
    return String.join(
        "\n",
        rules(),
        routes(),
        nodeName.ip("neigh", "show", "nud", "permanent"),
        valueOf("net.ipv4.ip_early_demux"),
        valueOf("net.ipv4.ip_local_port_range"),
        settingsOf("smt0"),
        settingsOf("outside"));
  }

  /** The routes in our table; the tool fails for a table that has never been used. */
  String routes() {
    String all =
        nodeName.ip("route", "show", "table", "all")
            + "\n"
            + nodeName.ip("-6", "route", "show", "table", "all");
    return all.lines()
        .filter(line -> line.contains("table 71071"))
        .map(line -> line.replace(" table 71071", "").strip())
        .collect(Collectors.joining("\n"));
  }

  String settingsOf(String device) {
    return valueOf("net.ipv4.conf." + device + ".rp_filter")
        + valueOf("net.ipv4.conf." + device + ".arp_announce")
        + valueOf("net.ipv4.conf." + device + ".accept_local");
  }

  String rules() {
    return nodeName.ip("-d", "rule") + "\n" + nodeName.ip("-d", "-6", "rule");
  }

  /** Runs something in a namespace, such as to open a socket there. */
  static <T> T in(Namespace namespace, Callable<T> action) throws SystemException {
    return namespace.run(() -> {
      try {
        return action.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }

  @Override
  public void close() {
    for (Namespace each : List.of(node, client, peer)) {
      each.close();
    }
    for (TestNamespace each : List.of(nodeName, clientName, peerName)) {
      each.close();
    }
    try (Stream<Path> files = Files.walk(directory.getParent())) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
