package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs on a node write whatever they like into the GLOBAL interface and send it over the local
 * network: nobody takes it for what it is not, and everything goes on.
 */
@Tag("e2e")
class GlobalHostileTest {
  private static final int INGRESS = 1;
  private static final int SERVER = 2;
  private static final int HIDDEN_PORT = 7_999;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");
  private static int lastPort = 7_000;

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, 3, "--mtu 1500");
    ingress().exec("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    // So that the server's kernel takes what comes from there; its answers end on the node.
    globals.host(SERVER).netns().ip("route add " + SynFlood.SOURCES + " dev lo");
  }

  private static Netns ingress() {
    return globals.host(INGRESS).netns();
  }

  private static InetAddress ip(String text) {
    return InetAddress.ofLiteral(text);
  }

  /** Everything still works: old connections, new ones, and the books. */
  private static void everythingGoesOn(Caller old, String address, int port) throws IOException {
    assertThat(old.ask(new byte[50_000])).isEqualTo(SERVER);
    try (Caller.Connection fresh = Caller.tcp(ingress(), address, port)) {
      assertThat(fresh.ask(new byte[10_000])).isEqualTo(SERVER);
    }
    LAB.awaitBalance();
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void whatIsNoPacketIsNoTrafficEither(String address) throws IOException {
    int port = ++lastPort;
    Host two = globals.host(SERVER);
    try (IdServer tcp = IdServer.tcp(two, address, port);
        IdServer udp = IdServer.udp(two, address, port);
        Caller.Connection caller = Caller.tcp(ingress(), address, port);
        FrameTap out = FrameTap.open(ingress(), Globals.INTERFACE, false);
        FrameTap local = FrameTap.open(globals.host(3).netns(), Host.INTERFACE, true)) {
      int served = tcp.served();
      Packets toGlobal = new Packets(globals.nobodysMac(), globals.mac(INGRESS));
      Packets toIngress = new Packets(globals.host(INGRESS).mac(), globals.host(3).mac());
      for (int i = 0; i < 20; i++) {
        Malformed.frames(toGlobal, address, port).forEach(out::send);
        Malformed.frames(toIngress, address, port).forEach(local::send);
      }
      assertThat(local.receive(1, 500, Malformed::isAnswer))
          .as("answers to what is no packet")
          .isEmpty();
      assertThat(udp.served()).as("datagrams that are none").isZero();
      assertThat(tcp.served()).as("connections that are none").isEqualTo(served);
      everythingGoesOn(caller, address, port);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void sourcesThatCannotBeAreNotServed(String address) throws IOException {
    int port = ++lastPort;
    List<String> sources =
        address.contains(":")
            ? List.of("::1", "ff02::1", "::", "ff05::1:3")
            : List.of("127.0.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.0", "10.77.0.255");
    try (IdServer tcp = IdServer.tcp(globals.host(SERVER), address, port);
        IdServer udp = IdServer.udp(globals.host(SERVER), address, port);
        Caller.Connection caller = Caller.tcp(ingress(), address, port);
        FrameTap out = FrameTap.open(ingress(), Globals.INTERFACE, false)) {
      int served = tcp.served();
      Packets packets = new Packets(globals.nobodysMac(), globals.mac(INGRESS));
      for (int i = 0; i < 10; i++) {
        for (String each : sources) {
          for (int to : new int[] {port, HIDDEN_PORT}) {
            out.send(packets.tcp(ip(each), 9, ip(address), to, Packets.SYN));
            out.send(packets.tcp(ip(each), 9, ip(address), to, Packets.ACK));
            out.send(packets.udp(ip(each), 9, ip(address), to, new byte[8]));
          }
        }
        // The global address itself: a connection of the server with itself is none.
        out.send(packets.tcp(ip(address), port, ip(address), port, Packets.SYN));
        out.send(packets.tcp(ip(address), HIDDEN_PORT, ip(address), port, Packets.SYN));
        out.send(packets.udp(ip(address), HIDDEN_PORT, ip(address), HIDDEN_PORT, new byte[8]));
      }
      everythingGoesOn(caller, address, port);
      assertThat(tcp.served()).as("connections").isEqualTo(served + 1);
      assertThat(udp.served()).as("datagrams").isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void fragmentsThatOverlapReachNobody(String address) throws IOException {
    int port = ++lastPort;
    try (IdServer udp = IdServer.udp(globals.host(SERVER), address, port);
        IdServer _ = IdServer.tcp(globals.host(SERVER), address, port);
        Caller.Connection caller = Caller.tcp(ingress(), address, port);
        FrameTap out = FrameTap.open(ingress(), Globals.INTERFACE, false)) {
      Packets packets = new Packets(globals.nobodysMac(), globals.mac(INGRESS));
      InetAddress from = ip(address.contains(":") ? "fd77::1" : globals.host(INGRESS).ip4());
      for (int id = 1; id <= 100; id++) {
        Malformed.overlapping(packets, from, ip(address), port, id).forEach(out::send);
      }
      try (Caller honest = Caller.udp(ingress(), address, port)) {
        assertThat(honest.ask(new byte[4_000])).isEqualTo(SERVER);
      }
      assertThat(udp.served()).as("datagrams put together").isEqualTo(1);
      everythingGoesOn(caller, address, port);
    }
  }

  @Test
  void aFloodOfSynsStopsNobody() throws IOException {
    int port = ++lastPort;
    long[] rssBefore = rss();
    long most = mostFlows();
    try (IdServer _ = IdServer.tcp(globals.host(SERVER), Globals.IP4, port);
        Caller.Connection caller = Caller.tcp(ingress(), Globals.IP4, port);
        IdServer _ = IdServer.udp(globals.host(SERVER), Globals.IP4, port);
        Caller.Datagrams datagrams = Caller.udp(ingress(), Globals.IP4, port)) {
      assertThat(datagrams.ask((byte) 1)).isEqualTo(SERVER);
      Globals.Searches before = globals.searches(INGRESS);
      SynFlood flood =
          SynFlood.start(
              ingress(),
              new Packets(globals.nobodysMac(), globals.mac(INGRESS)),
              port,
              HIDDEN_PORT);
      while (flood.isRunning()) {
        assertThat(caller.ask(new byte[100_000])).isEqualTo(SERVER);
      }
      SynFlood.Outcome outcome = flood.end();
      Globals.Searches after = globals.searches(INGRESS);
      assertThat(after.since(before, "questions")).isLessThan(1_000 * outcome.seconds() + 1_000);
      assertThat(after.since(before, "unasked")).isPositive();
      assertThat(mostFlows()).isEqualTo(most);
      assertThat(globals.flows(INGRESS, port)).hasSizeLessThanOrEqualTo((int) most);
      assertThat(LongStream.of(rss()).sum() - LongStream.of(rssBefore).sum())
          .as("bytes more in memory of all nodes, after %s", outcome)
          .isLessThan(3L * SynFlood.MOST_MEMORY);
      assertThat(datagrams.ask(new byte[1_000])).isEqualTo(SERVER);
      everythingGoesOn(caller, Globals.IP4, port);
    }
  }

  private static long mostFlows() {
    return LAB.status()
        .adapter(INGRESS, Globals.INTERFACE)
        .at("/global/connections/mostFlows")
        .asLong();
  }

  private static long[] rss() {
    return globals.hosts().stream().mapToLong(each -> each.node().rssBytes()).toArray();
  }
}
