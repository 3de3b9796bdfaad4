package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes die, stop and hang: their flows end at once, and other nodes' flows see nothing. */
@Tag("e2e")
class GlobalDeathTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int DATAGRAM_FLOWS = 12;
  private static final int NODES = 3;
  private static final int MOST_TURNS = 20;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");
  private static int lastPort = 5_000;

  /** Each test has its own: flows of datagrams are remembered for a while. */
  private final int port = ++lastPort;

  private final int datagramPort = ++lastPort;

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, NODES, "--mtu 1500");
  }

  /** So each test leaves it, too. */
  @BeforeEach
  void allServe() {
    globals.awaitServing(NODES);
  }

  /** Callers of both nodes that serve: one each of both kinds. */
  private record Callers(Map<Integer, Caller> tcp, Map<Integer, Caller> udp)
      implements AutoCloseable {
    static Callers open(Netns from, String address, int port) throws IOException {
      Callers all = new Callers(new TreeMap<>(), new TreeMap<>());
      // In turn, unless a node is late.
      for (int i = 0; i < MOST_TURNS && all.tcp.size() < 2; i++) {
        Caller.Connection connection = Caller.tcp(from, address, port);
        keep(all.tcp, connection.node(), connection);
      }
      for (int i = 0; i < MOST_TURNS && all.udp.size() < 2; i++) {
        Caller datagrams = Caller.udp(from, address, port);
        keep(all.udp, datagrams.ask((byte) i), datagrams);
      }
      assertThat(all.tcp).containsOnlyKeys(2, 3);
      assertThat(all.udp).containsOnlyKeys(2, 3);
      return all;
    }

    private static void keep(Map<Integer, Caller> callers, int id, Caller caller)
        throws IOException {
      Caller former = callers.put(id, caller);
      if (former != null) {
        former.close();
      }
    }

    void areServedBy(int id) throws IOException {
      assertThat(tcp(id).ask(new byte[1_000])).isEqualTo(id);
      assertThat(udp(id).ask(new byte[1_000])).isEqualTo(id);
    }

    Caller tcp(int id) {
      return tcp.getOrDefault(id, tcp.values().iterator().next());
    }

    Caller udp(int id) {
      return udp.getOrDefault(id, udp.values().iterator().next());
    }

    @Override
    public void close() throws IOException {
      for (Map<Integer, Caller> each : List.of(tcp, udp)) {
        for (Caller caller : each.values()) {
          caller.close();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void flowsOfADeadNodeEndAndOthersGoOn(String address) throws IOException {
    Host two = globals.host(2);
    Netns ingress = globals.host(1).netns();
    try (IdServers _ = new IdServers(globals, address, port).tcp(2, 3).udp(2, 3);
        Callers callers = Callers.open(ingress, address, port)) {
      two.node().kill();
      callers.areServedBy(3);
      assertThatThrownBy(() -> callers.tcp(2).ask((byte) 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reset");
      assertThat(callers.udp(2).ask((byte) 1)).isEqualTo(3);
      callers.areServedBy(3);
      // It comes back by just starting again, and gets its share.
      globals = globals.restart(2);
      globals.awaitServing(NODES);
      try (Callers _ = Callers.open(ingress, address, port)) {
        callers.areServedBy(3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void aHungNodeCostsTheDeadlineOnce(String address) throws IOException {
    Host two = globals.host(2);
    Netns ingress = globals.host(1).netns();
    try (IdServers _ = new IdServers(globals, address, port).tcp(2, 3).udp(2, 3);
        Callers callers = Callers.open(ingress, address, port)) {
      Globals.Searches before = globals.searches(1);
      two.node().signal(Program.SIGSTOP);
      for (int i = 0; i < 20; i++) {
        try (Caller.Connection caller = Caller.tcp(ingress, address, port)) {
          assertThat(caller.node()).isEqualTo(3);
        }
      }
      assertThat(globals.searches(1).since(before, "overdue")).isLessThanOrEqualTo(1);
      callers.areServedBy(3);
      two.node().signal(Program.SIGCONT);
      // What it had before goes on, and it is asked again.
      callers.areServedBy(2);
      await()
          .atMost(LIMIT)
          .until(() -> {
            try (Caller.Connection caller = Caller.tcp(ingress, address, port)) {
              return caller.node() == 2;
            }
          });
    }
  }

  /** And an end in good order; datagrams also to a server at the ingress itself. */
  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void connectionsSurviveADeathOfTheirIngress(String address) throws IOException {
    Netns ingress = globals.host(1).netns();
    try (IdServers _ = new IdServers(globals, address, port).tcp(2, 3).udp(2, 3);
        IdServers _ = new IdServers(globals, address, datagramPort).udp(1, 2, 3);
        Callers callers = Callers.open(ingress, address, port);
        DatagramFlows datagrams =
            DatagramFlows.open(ingress, List.of(address), datagramPort, DATAGRAM_FLOWS)) {
      globals.host(1).node().kill();
      goesOnAtIngress(callers, datagrams);
      assertThat(globals.host(1).node().stop().exit()).isZero();
      goesOnAtIngress(callers, datagrams);
    }
  }

  private static void goesOnAtIngress(Callers callers, DatagramFlows datagrams) throws IOException {
    globals = globals.restart(1);
    globals.awaitServing(NODES);
    callers.tcp(2).ask((byte) 2);
    callers.tcp(3).ask((byte) 3);
    datagrams.stay();
    Globals.Searches now = globals.searches(1);
    assertThat(now.of("exact")).isEqualTo(2);
    assertThat(now.of("takenOver")).isEqualTo(datagrams.count());
    assertThat(now.of("rejected")).isZero();
  }
}
