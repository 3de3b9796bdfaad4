package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every way in which the owner of a packet for a global address is found, seen in its counter. */
@Tag("e2e")
class GlobalSearchTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MTU = 1500;
  private static final int INGRESS = 1;

  /** Two ticks of the clock in a connection table. */
  private static final long CLOCK_NANOS = 2L << 28;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");
  private static int lastPort = 4_000;

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, 4, "--mtu " + MTU);
  }

  private static Netns ingress() {
    return globals.host(INGRESS).netns();
  }

  /** Each test has ports of its own. */
  private static int port() {
    return ++lastPort;
  }

  private static Globals.Searches searches() {
    return globals.searches(INGRESS);
  }

  /** A node whose answer is late is left out of that choice: others have one more, it one less. */
  private void areInTurn(
      Map<Integer, Integer> turns, Map<Integer, Integer> expected, Globals.Searches before) {
    int late = (int) searches().since(before, "overdue");
    assertThat(turns).hasSameSizeAs(expected);
    turns.forEach((node, count) ->
        assertThat(count)
            .as("node %d of %s", node, turns)
            .isCloseTo(expected.get(node), within(2 * late)));
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void newConnectionsGoToTheListenersInTurn(String address) throws IOException {
    int port = port();
    Globals.Searches before = searches();
    Map<Integer, Integer> turns = new TreeMap<>();
    List<Caller> callers = new ArrayList<>();
    try (IdServer _ = IdServer.tcp(globals.host(2), address, port);
        IdServer _ = IdServer.tcp(globals.host(3), address, port);
        IdServer _ = IdServer.tcp(globals.host(4), "::", port)) {
      long beganNanos = System.nanoTime();
      for (int i = 0; i < 30; i++) {
        Caller.Connection caller = Caller.tcp(ingress(), address, port);
        turns.merge(caller.node(), 1, Integer::sum);
        callers.add(caller);
      }
      long connectedNanos = System.nanoTime();
      areInTurn(turns, Map.of(2, 10, 3, 10, 4, 10), before);
      assertThat(globals.flows(INGRESS, port))
          .hasSize(30)
          .allMatch(flow -> flow.path("step").asString().equals("listener"));
      Globals.Searches after = searches();
      assertThat(after.since(before, "listener")).isEqualTo(30);
      assertThat(after.since(before, "questions")).isEqualTo(30);
      for (Caller each : callers) {
        each.ask((byte) 1, (byte) 2);
      }
      assertThat(searches().since(after, "known")).isPositive();
      assertThat(searches().since(after, "questions")).isZero();
      haveAges(port, beganNanos, connectedNanos);
      // In front of the servers: what ends last is a server's socket, and no segment comes behind.
      for (Caller each : callers) {
        each.close();
      }
    }
    // Their sockets are gone, and so are they.
    await().atMost(LIMIT).until(() -> globals.flows(INGRESS, port).isEmpty());
  }

  /** What connections has as ages: since connections were opened, however many packets came. */
  private void haveAges(int port, long beganNanos, long connectedNanos) {
    long atLeast = System.nanoTime() - connectedNanos - CLOCK_NANOS;
    List<JsonNode> flows = globals.flows(INGRESS, port);
    long atMost = System.nanoTime() - beganNanos + CLOCK_NANOS;
    assertThat(flows)
        .isNotEmpty()
        .allSatisfy(flow ->
            assertThat(flow.path("ageNanos").asLong())
                .isBetween(atLeast, atMost)
                .isGreaterThanOrEqualTo(flow.path("idleNanos").asLong()));
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void datagramsStayWithTheNodeThatGotTheFirst(String address) throws IOException {
    int port = port();
    Globals.Searches before = searches();
    Map<Integer, Integer> turns = new TreeMap<>();
    try (IdServer _ = IdServer.udp(globals.host(2), address, port);
        IdServer _ = IdServer.udp(globals.host(3), address, port)) {
      for (int i = 0; i < 10; i++) {
        try (Caller caller = Caller.udp(ingress(), address, port)) {
          int node = caller.ask((byte) i);
          turns.merge(node, 1, Integer::sum);
          for (int j = 0; j < 5; j++) {
            assertThat(caller.ask((byte) j)).isEqualTo(node);
          }
        }
      }
    }
    areInTurn(turns, Map.of(2, 5, 3, 5), before);
    // A closed socket takes all its flows along.
    await().atMost(LIMIT).until(() -> globals.flows(INGRESS, port).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void theVerySocketIsFoundOnAnotherNode(String address) throws IOException {
    int port = port();
    Globals.Searches before = searches();
    try (IdServer _ = IdServer.udp(globals.host(2), address, port);
        Caller caller = Caller.udp(ingress(), address, port);
        IdServer _ = IdServer.udpFor(globals.host(3), address, port, caller.end())) {
      for (int i = 0; i < 5; i++) {
        assertThat(caller.ask((byte) i)).isEqualTo(3);
      }
    }
    assertThat(searches().since(before, "exact")).isEqualTo(1);
    assertThat(searches().since(before, "listener")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void theVerySocketIsFoundHere(String address) throws IOException {
    int port = port();
    Globals.Searches before = searches();
    try (IdServer _ = IdServer.udp(globals.host(2), address, port);
        Caller caller = Caller.udp(globals.host(3).netns(), address, port);
        Caller own = Caller.udp(ingress(), address, port);
        IdServer _ = IdServer.udpFor(globals.host(INGRESS), address, port, own.end())) {
      for (int i = 0; i < 5; i++) {
        assertThat(own.ask((byte) i)).isEqualTo(INGRESS);
      }
      // Nobody else's.
      assertThat(caller.ask((byte) 1)).isEqualTo(2);
    }
    Globals.Searches after = searches();
    assertThat(after.since(before, "exact")).isEqualTo(1);
    assertThat(after.since(before, "questions")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void theServerMayBeOnTheIngressItself(String address) throws IOException {
    int port = port();
    byte[] much = new byte[100_000];
    try (IdServer _ = IdServer.tcp(globals.host(INGRESS), address, port);
        IdServer _ = IdServer.udp(globals.host(INGRESS), address, port)) {
      for (int i = 0; i < 5; i++) {
        try (Caller.Connection tcp = Caller.tcp(ingress(), address, port);
            Caller udp = Caller.udp(ingress(), address, port)) {
          assertThat(tcp.ask(much)).isEqualTo(INGRESS);
          assertThat(udp.ask((byte) i)).isEqualTo(INGRESS);
          assertThat(udp.ask((byte) i)).isEqualTo(INGRESS);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void whatNobodyHasIsRefusedAndLeavesNothing(String address) throws IOException {
    int port = port();
    Globals.Searches before = searches();
    long start = System.nanoTime();
    assertThatThrownBy(() -> Caller.tcp(ingress(), address, port))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("refused");
    try (Caller caller = Caller.udp(ingress(), address, port)) {
      assertThatThrownBy(() -> caller.ask((byte) 1)).isInstanceOf(PortUnreachableException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    assertThat(searches().since(before, "rejected")).isEqualTo(2);
    assertThat(globals.flows(INGRESS, port)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void aSegmentWithoutOwnerIsReset(String address) {
    int port = port();
    try (IdServer _ = IdServer.tcp(globals.host(2), address, port);
        TcpSegments segments = new TcpSegments(globals.host(INGRESS), address)) {
      // A listener is there, but this opens nothing.
      int flags = segments.ask(40_000, port, TcpSegments.ACK, LIMIT);
      assertThat(flags & TcpSegments.RST).isNotZero();
    }
    assertThat(globals.flows(INGRESS, port)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void fragmentsFollowTheFirstOne(String address) throws IOException {
    int port = port();
    Globals.Searches before = searches();
    byte[] large = new byte[4_000];
    try (IdServer _ = IdServer.udp(globals.host(2), address, port);
        IdServer _ = IdServer.udp(globals.host(3), address, port)) {
      for (int i = 0; i < 6; i++) {
        try (Caller caller = Caller.udp(ingress(), address, port)) {
          int node = caller.ask(large);
          for (int j = 0; j < 5; j++) {
            assertThat(caller.ask(large)).isEqualTo(node);
          }
        }
      }
    }
    // Three fragments each; the first ones' followers wait for the answers.
    assertThat(searches().since(before, "fragment")).isBetween(60L, 72L);
    LAB.awaitBalance();
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void anIcmpErrorFollowsTheFlowThatItQuotes(String address) throws IOException {
    int port = port();
    Globals.Searches before = searches();
    Caller gone = Caller.udp(ingress(), address, port);
    InetSocketAddress goneEnd = gone.end();
    // A server whose socket is connected hears of errors.
    try (IdServer _ = IdServer.udp(globals.host(2), address, port);
        Caller.Datagrams server =
            Caller.udp(globals.host(3).netns(), goneEnd, new InetSocketAddress(address, port))) {
      gone.close();
      assertThatThrownBy(() -> server.ask((byte) 1)).isInstanceOf(PortUnreachableException.class);
    }
    assertThat(searches().since(before, "quoted")).isEqualTo(1);
  }

  @Test
  void pingIsAnsweredOnce() {
    for (String address : List.of(Globals.IP4, Globals.IP6)) {
      for (int bytes : new int[] {56, 4_000}) {
        Globals.Searches before = searches();
        String ping = "ping -n -c 5 -i 0.1 -W 2 -s " + bytes + " " + address;
        assertThat(ingress().run(LIMIT, ping).ok())
            .contains("5 packets transmitted, 5 received")
            .doesNotContain("DUP");
        assertThat(searches().since(before, "portless")).isEqualTo(5);
        // Those that have no ports follow their first one, too.
        assertThat(searches().since(before, "fragment")).isEqualTo(bytes > MTU ? 10 : 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void aboveTheRateTheDirectoryAloneDecides(String address) throws IOException {
    int port = port();
    Globals.Searches before = searches();
    int many = 1_500;
    try (IdServer two = IdServer.tcp(globals.host(2), address, port);
        IdServer three = IdServer.tcp(globals.host(3), "::", port)) {
      // The directory follows by a walk each second.
      await().atMost(LIMIT).until(() -> globals.listeners(port) == 2);
      Caller.atOnce(ingress(), address, port, many);
      assertThat(IntStream.of(two.served(), three.served()).sum()).isEqualTo(many);
      // Not exactly: who answers a question late does not take part.
      assertThat(two.served()).isCloseTo(many / 2, withinPercentage(10));
      Globals.Searches after = searches();
      assertThat(after.since(before, "unasked")).isPositive();
      assertThat(after.since(before, "listener")).isEqualTo(many);
      // And below it each is asked about again, however many have come before.
      await()
          .pollInterval(Duration.ofSeconds(1))
          .atMost(LIMIT)
          .until(() -> questionsAbout(40, address, port) == 40);
    }
  }

  private static long questionsAbout(int connections, String address, int port) throws IOException {
    Globals.Searches before = searches();
    for (int i = 0; i < connections; i++) {
      Caller.tcp(ingress(), address, port).close();
    }
    return searches().since(before, "questions");
  }
}
