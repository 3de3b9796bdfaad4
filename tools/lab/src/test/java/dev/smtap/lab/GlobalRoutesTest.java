package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets come to a global address by other ways than from a program of the ingress. */
@Tag("e2e")
class GlobalRoutesTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final List<String> BOTH = List.of(Globals.IP4, Globals.IP6);

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");
  private static int lastPort = 8_000;

  @RegisterExtension final Lab lab = new Lab();

  /** Each test has its own: flows of datagrams are remembered for a while. */
  private final int port = ++lastPort;

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, 3, "--mtu 1500");
  }

  @Test
  void aNodeWithoutTheAddressReachesItByAnother() throws IOException {
    Host plain = LAB.host(4, "--mtu 1500");
    Host ingress = globals.host(1);
    ingress.netns().exec("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    plain.netns().ip("route add " + Globals.IP4 + " via " + ingress.ip4());
    plain.netns().ip("-6 route add " + Globals.IP6 + " via " + ingress.ip6());
    for (String address : BOTH) {
      try (IdServers _ = new IdServers(globals, address, port).tcp(1, 2, 3)) {
        Set<Integer> nodes = new HashSet<>();
        for (int i = 0; i < 6; i++) {
          try (Caller.Connection caller = Caller.tcp(plain.netns(), address, port)) {
            nodes.add(caller.ask(new byte[100_000]));
          }
        }
        assertThat(nodes).as(address).containsExactlyInAnyOrder(1, 2, 3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void aConnectionFromTheAddressGetsItsAnswers(String address) throws IOException {
    Host server = globals.host(1);
    String to = address.equals(Globals.IP4) ? server.ip4() : server.ip6();
    Globals.Searches before = globals.searches(1);
    try (IdServer _ = IdServer.tcp(server, to, port);
        IdServer _ = IdServer.udp(server, to, port)) {
      for (int id = 2; id <= 3; id++) {
        InetSocketAddress own = new InetSocketAddress(address, 30_000 + id);
        try (Caller tcp = Caller.tcpFrom(globals.host(id).netns(), own, to, port);
            Caller udp =
                Caller.udp(globals.host(id).netns(), new InetSocketAddress(to, port), own)) {
          assertThat(tcp.ask(new byte[100_000])).isEqualTo(1);
          assertThat(udp.ask(new byte[1_000])).isEqualTo(1);
          // While they are open: the last segments of one that is closed may be asked about again.
          assertThat(globals.searches(1).since(before, "exact")).isEqualTo(2L * (id - 1));
        }
      }
    }
  }

  @Test
  void twoNodesWithTheSameFlowAreReported() throws IOException {
    Globals.Searches before = globals.searches(1);
    try (Caller caller = Caller.udp(globals.host(1).netns(), Globals.IP4, port);
        IdServer two = IdServer.udpFor(globals.host(2), Globals.IP4, port, caller.end());
        IdServer three = IdServer.udpFor(globals.host(3), Globals.IP4, port, caller.end())) {
      caller.ask((byte) 1);
      caller.ask((byte) 2);
      assertThat(Set.of(two.served(), three.served())).containsExactlyInAnyOrder(0, 2);
      globals.host(1).node().awaitPrinted("both have a socket for UDP 10.99.0.1:" + port, LIMIT);
      await().atMost(LIMIT).until(() -> globals.searches(1).since(before, "conflicts") == 1);
    }
  }

  @Test
  void aNodeCanBeInSeveralGlobalNetworks() throws IOException {
    Globals several = Globals.start(lab, 3, "--mtu 1500 --global smg1");
    Netns ingress = several.host(1).netns();
    for (Host host : several.hosts()) {
      host.netns().ip("link set smg1 up");
      host.netns().ip("addr add 10.98.0.1/32 dev smg1");
    }
    try (IdServer _ = IdServer.tcp(several.host(2), Globals.IP4, port);
        IdServer _ = IdServer.tcp(several.host(3), "10.98.0.1", port)) {
      await().atMost(LIMIT).until(() -> several.listeners(port) == 2);
      for (int i = 0; i < 5; i++) {
        try (Caller.Connection first = Caller.tcp(ingress, Globals.IP4, port);
            Caller.Connection second = Caller.tcp(ingress, "10.98.0.1", port)) {
          assertThat(first.ask(new byte[10_000])).isEqualTo(2);
          assertThat(second.ask(new byte[10_000])).isEqualTo(3);
        }
      }
      // One goes, the other stays.
      ingress.ip("link del smg1");
      try (Caller.Connection first = Caller.tcp(ingress, Globals.IP4, port)) {
        assertThat(first.ask((byte) 1)).isEqualTo(2);
      }
    }
  }
}
