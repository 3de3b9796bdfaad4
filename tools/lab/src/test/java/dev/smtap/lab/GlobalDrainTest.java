package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes are drained, and the spreading of flows is changed, while the network runs. */
@Tag("e2e")
class GlobalDrainTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int INGRESS = 1;
  private static final int DRAINED = 3;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");
  private static int lastPort = 7_000;

  @RegisterExtension final Lab lab = new Lab();

  /** What is to be undone: each command takes its time. */
  private final Set<String> drained = new HashSet<>();

  private boolean isBalanceSet;

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, 4, "--mtu 1500");
  }

  /** What a test has set is not for the next one. */
  @AfterEach
  void asBefore() {
    for (String id : Set.copyOf(drained)) {
      String _ = smtap("undrain", id);
    }
    if (isBalanceSet) {
      String _ = smtap("balance", "round-robin --affinity off --weight 2=1 --weight 3=1");
    }
  }

  private static int port() {
    return ++lastPort;
  }

  private String smtap(String command, String flags) {
    String node = flags.split(" ", 2)[0];
    switch (command) {
      case "drain" -> drained.add(node);
      case "undrain" -> drained.remove(node);
      default -> isBalanceSet |= !flags.isEmpty();
    }
    return Program.run(LIMIT, LAB.smtap(command, flags)).ok();
  }

  private static Netns ingress() {
    return globals.host(INGRESS).netns();
  }

  private static IdServers servers(String address, int port, int... ids) {
    return new IdServers(globals, address, port).tcp(ids);
  }

  /** How many of some new connections, one after the other, each node got. */
  private static Map<Integer, Integer> turns(Netns from, String address, int port, int count)
      throws IOException {
    Map<Integer, Integer> turns = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      try (Caller.Connection caller = Caller.tcp(from, address, port)) {
        turns.merge(caller.ask((byte) i), 1, Integer::sum);
      }
    }
    return turns;
  }

  private static Caller.Connection connectionTo(int id, String address, int port)
      throws IOException {
    while (true) {
      Caller.Connection connection = Caller.tcp(ingress(), address, port);
      if (connection.node() == id) {
        return connection;
      }
      connection.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void aDrainedNodeKeepsItsFlowsAndGetsNoNewOnes(String address) throws IOException {
    int port = port();
    try (IdServers _ = servers(address, port, 2, DRAINED, 4);
        CallerLoad trickle = new CallerLoad(ingress(), address, port)) {
      int served;
      try (Caller.Connection kept = connectionTo(DRAINED, address, port)) {
        await().atMost(LIMIT).until(() -> trickle.callsTo(DRAINED) > 2);
        assertThat(smtap("drain", "3"))
            .startsWith("node 3 gets no new flows of network smg0: ")
            .contains(" left")
            .doesNotContain("refused");
        assertThat(turns(ingress(), address, port, 60)).containsOnlyKeys(2, 4);
        assertThat(turns(globals.host(4).netns(), address, port, 10)).containsOnlyKeys(2, 4);
        served = awaitOnlyOneLeft(trickle);
        assertThat(kept.ask(new byte[50_000])).isEqualTo(DRAINED);
        Program.Result tooLong = Program.run(LIMIT, LAB.smtap("drain", "3 --wait=1"));
        assertThat(tooLong.exit()).isEqualTo(1);
        assertThat(tooLong.err()).contains("1 flow is left after 1 s; it stays drained");
      }
      assertThat(smtap("drain", "3 --wait=10")).endsWith("node 3 has no flows any more");
      assertThat(smtap("undrain", "3")).contains("gets new flows of network smg0 again");
      await().atMost(LIMIT).until(() -> trickle.callsTo(DRAINED) > served + 2);
      trickle.stop();
      assertThat(trickle.faults()).isEmpty();
    }
  }

  /** The flows of the trickle end, and no new one comes. */
  private int awaitOnlyOneLeft(CallerLoad trickle) {
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .until(() -> smtap("drain", "3").contains(": 1 flow is left"));
    int served = trickle.callsTo(DRAINED);
    trickle.goesOnFor(1_000);
    assertThat(trickle.callsTo(DRAINED)).isEqualTo(served);
    return served;
  }

  @Test
  void drainedFlowsOfDatagramsGoOnToo() throws IOException {
    int port = port();
    try (IdServer _ = IdServer.udp(globals.host(DRAINED), Globals.IP4, port);
        Caller kept = Caller.udp(ingress(), Globals.IP4, port)) {
      assertThat(kept.ask((byte) 1)).isEqualTo(DRAINED);
      try (IdServer _ = IdServer.udp(globals.host(2), Globals.IP4, port)) {
        assertThat(smtap("drain", "3")).contains("left");
        for (int i = 0; i < 10; i++) {
          try (Caller fresh = Caller.udp(ingress(), Globals.IP4, port)) {
            assertThat(fresh.ask((byte) i)).isEqualTo(2);
          }
          assertThat(kept.ask((byte) i)).isEqualTo(DRAINED);
        }
      }
    }
  }

  @Test
  void flowsAreSpreadByWeight() throws IOException {
    int port = port();
    try (IdServers _ = servers(Globals.IP4, port, 2, 3)) {
      assertThat(smtap("balance", "weighted --weight 2=3"))
          .isEqualTo("network smg0: set on nodes 1, 2, 3, 4");
      for (int id : new int[] {INGRESS, 4}) {
        Map<Integer, Integer> turns = turns(globals.host(id).netns(), Globals.IP4, port, 40);
        assertThat(turns.get(2)).as(turns.toString()).isBetween(29, 31);
        assertThat(turns.get(3)).as(turns.toString()).isBetween(9, 11);
      }
      String _ = smtap("balance", "--port " + port + " round-robin");
      assertThat(turns(ingress(), Globals.IP4, port, 40).get(2)).isBetween(19, 21);
      String _ = smtap("balance", "--port " + port + " usual");
    }
  }

  @Test
  void aClientKeepsItsNodeForAsLongAsTheAffinity() throws IOException {
    int port = port();
    int other = port();
    try (IdServers _ = servers(Globals.IP4, port, 2, 3);
        IdServers _ = servers(Globals.IP4, other, 2, 3)) {
      String _ = smtap("balance", "--affinity 60 --port " + port);
      for (int id : new int[] {INGRESS, 4}) {
        assertThat(turns(globals.host(id).netns(), Globals.IP4, port, 20)).hasSize(1);
      }
      assertThat(turns(ingress(), Globals.IP4, other, 20)).containsOnlyKeys(2, 3);
      int node = turns(ingress(), Globals.IP4, port, 1).keySet().iterator().next();
      String _ = smtap("drain", String.valueOf(node));
      assertThat(turns(ingress(), Globals.IP4, port, 5)).doesNotContainKey(node).hasSize(1);
      String _ = smtap("undrain", String.valueOf(node));
      // It has another one now, and keeps that.
      assertThat(turns(ingress(), Globals.IP4, port, 5)).doesNotContainKey(node).hasSize(1);
      String _ = smtap("balance", "--port " + port + " usual");
    }
  }

  @Test
  void anAffinityEndsWhenNoNewFlowCameForSoLong() throws IOException {
    int port = port();
    try (IdServers _ = servers(Globals.IP4, port, 2, 3)) {
      String _ = smtap("balance", "--affinity 1 --port " + port);
      Map<Integer, Integer> first = turns(ingress(), Globals.IP4, port, 3);
      assertThat(first).hasSize(1);
      LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());
      // By turns it is the other's.
      Map<Integer, Integer> second = turns(ingress(), Globals.IP4, port, 3);
      assertThat(second).hasSize(1).doesNotContainKey(first.keySet().iterator().next());
      String _ = smtap("balance", "--port " + port + " usual");
    }
  }

  @Test
  void theNodeWithTheFewestFlowsGetsTheNext() throws IOException {
    int port = port();
    try (IdServers servers = servers(Globals.IP6, port, 2)) {
      theNextGoToTheOther(servers, port);
    }
  }

  private void theNextGoToTheOther(IdServers servers, int port) throws IOException {
    List<Caller.Connection> kept = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        kept.add(Caller.tcp(ingress(), Globals.IP6, port));
      }
      var _ = servers.tcp(4);
      String _ = smtap("balance", "least-flows --network smg0");
      Map<Integer, Integer> turns = new TreeMap<>();
      for (int i = 0; i < 10; i++) {
        kept.add(Caller.tcp(ingress(), Globals.IP6, port));
        turns.merge(kept.getLast().node(), 1, Integer::sum);
      }
      // Six to be equal, and then each in turn; other tests may have left a flow of each behind.
      assertThat(turns.get(4)).as(turns.toString()).isBetween(7, 9);
      assertThat(kept.subList(6, 11)).allMatch(each -> each.node() == 4);
    } finally {
      for (Caller.Connection each : kept) {
        each.close();
      }
    }
  }

  @Test
  void badInputHarmsNobody() throws IOException {
    int port = port();
    try (IdServers _ = servers(Globals.IP4, port, 2, 3, 4);
        CallerLoad load = new CallerLoad(ingress(), Globals.IP4, port)) {
      for (int id : new int[] {INGRESS, 3}) {
        try (BadClients clients = new BadClients(LAB.controlSocket(id))) {
          clients.misbehave();
          assertThat(smtap("balance", "")).contains("round-robin");
          assertThat(smtap("drain", "3")).contains("no new flows");
          assertThat(smtap("undrain", "3")).contains("again");
        }
        assertThat(globals.host(id).node().isAlive()).isTrue();
      }
      load.goesOnFor(1_000);
      load.stop();
      assertThat(load.faults()).isEmpty();
    }
    LAB.awaitBalance();
  }

  @Test
  void whoMayNotReachTheNodesIsToldSo() {
    List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534"));
    command.add("--clear-groups");
    command.addAll(LAB.smtap("drain", "3"));
    Program.Result result = Program.run(LIMIT, command);
    assertThat(result.exit()).as(result.toString()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("smtap: cannot ")
        .hasLineCount(1)
        .contains("permission denied");
  }

  @Test
  void aNodeStartsAsItIsConfigured() throws IOException {
    List<Host> hosts =
        lab.hosts(
            List.of(
                "--global smg0,balance=weighted --mtu 1500",
                "--global smg0,weight=3 --mtu 1500",
                "--global smg0 --mtu 1500"));
    hosts.forEach(Globals::configure);
    new Globals(lab, hosts, "").awaitServing(3);
    int port = port();
    try (IdServer _ = IdServer.tcp(hosts.get(1), Globals.IP4, port);
        IdServer _ = IdServer.tcp(hosts.get(2), Globals.IP4, port)) {
      Map<Integer, Integer> turns = turns(hosts.getFirst().netns(), Globals.IP4, port, 40);
      assertThat(turns.get(2)).as(turns.toString()).isBetween(29, 31);
    }
    String shown = Program.run(LIMIT, lab.smtap("balance", "")).ok();
    assertThat(shown).contains("differently");
    hosts.getFirst().node().kill();
    assertThat(lab.controlSocket(1)).exists();
    String cleaned = Program.run(LIMIT, lab.smtap("clean", "")).ok();
    assertThat(cleaned).contains("removed " + lab.controlSocket(1));
    assertThat(lab.controlSocket(1)).doesNotExist();
    assertThat(hosts.get(1).node().stop().exit()).isZero();
    assertThat(lab.controlSocket(2)).doesNotExist();
  }

  @Test
  void aFlowIsForgottenAfterTheConfiguredTime() throws IOException {
    Path config =
        Files.writeString(
            lab.facility().resolve("smtap.toml"),
            """
            mtu = 1500
            [[node]]
            id = 1
            [[node.local]]
            interface = "sml0"
            [[node.global]]
            interface = "smg0"
            [node.global.timeouts]
            first-datagram = 600
            datagrams = 2
            """);
    Netns ingress = lab.namespace("n1");
    LabNode first = lab.launch(INGRESS, "--netns " + ingress.name() + " --config " + config);
    Host two = lab.host(2, "--global smg0 --mtu 1500");
    first.awaitReady();
    List<Host> hosts = List.of(new Host(ingress, first).configure(), two);
    hosts.forEach(Globals::configure);
    Globals both = new Globals(lab, hosts, "");
    both.awaitServing(2);
    int port = port();
    try (IdServer _ = IdServer.udp(two, Globals.IP4, port);
        Caller kept = Caller.udp(ingress, Globals.IP4, port);
        Caller single = Caller.udp(ingress, Globals.IP4, port)) {
      // A datagram is lost when the node with the socket is late and has not published it yet.
      await().pollInSameThread().atMost(LIMIT).until(() -> both.listeners(port) > 0);
      assertThat(single.ask((byte) 1)).isEqualTo(2);
      assertThat(kept.ask((byte) 1)).isEqualTo(2);
      long start = System.nanoTime();
      assertThat(kept.ask((byte) 2)).isEqualTo(2);
      await().pollInSameThread().atMost(LIMIT).until(() -> both.flows(INGRESS, port).size() == 1);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
      assertThat(both.flows(INGRESS, port).getFirst().path("state").asString())
          .isEqualTo("first-datagram");
    }
  }
}
