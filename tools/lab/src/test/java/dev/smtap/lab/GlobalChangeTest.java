package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Addresses, group, state and sockets change while the network runs, and it follows. */
@Tag("e2e")
class GlobalChangeTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration AT_ONCE = Duration.ofSeconds(3);
  private static final int PORT = 6_000;
  private static final int CALLS = 6;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, 4, "--mtu 1500");
  }

  /** So each test leaves it, too. */
  @BeforeEach
  void allServe() {
    globals.awaitServing(4);
  }

  /** How many of some new connections each node got. */
  private static Map<Integer, Integer> turns(Netns from, String address, int port)
      throws IOException {
    Map<Integer, Integer> turns = new TreeMap<>();
    for (int i = 0; i < CALLS; i++) {
      try (Caller.Connection caller = Caller.tcp(from, address, port)) {
        turns.merge(caller.node(), 1, Integer::sum);
      }
    }
    return turns;
  }

  private static void awaitTurns(
      Netns from, String address, int port, Map<Integer, Integer> expected) {
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(turns(from, address, port)).isEqualTo(expected));
  }

  @Test
  void differentNodesShareDifferentAddresses() throws IOException {
    Netns ingress = globals.host(1).netns();
    String second = "10.99.0.2";
    for (int id = 1; id <= 3; id++) {
      globals.host(id).netns().ip("addr add " + second + "/32 dev " + Globals.INTERFACE);
    }
    try (IdServer _ = IdServer.tcp(globals.host(2), "0.0.0.0", PORT);
        IdServer _ = IdServer.tcp(globals.host(3), "0.0.0.0", PORT);
        IdServer _ = IdServer.tcp(globals.host(4), "0.0.0.0", PORT)) {
      awaitTurns(ingress, second, PORT, Map.of(2, 3, 3, 3));
      assertThat(turns(ingress, Globals.IP4, PORT)).isEqualTo(Map.of(2, 2, 3, 2, 4, 2));
      globals.host(3).netns().ip("addr del " + second + "/32 dev " + Globals.INTERFACE);
      awaitTurns(ingress, second, PORT, Map.of(2, CALLS));
      globals.host(3).netns().ip("addr add " + second + "/32 dev " + Globals.INTERFACE);
      awaitTurns(ingress, second, PORT, Map.of(2, 3, 3, 3));
    }
    for (int id = 1; id <= 3; id++) {
      globals.host(id).netns().ip("addr del " + second + "/32 dev " + Globals.INTERFACE);
    }
  }

  @Test
  void theGroupAndTheStateOfTheInterfaceDecide() throws IOException {
    Netns ingress = globals.host(1).netns();
    Netns second = globals.host(2).netns();
    for (String address : List.of(Globals.IP4, Globals.IP6)) {
      try (IdServer _ = IdServer.tcp(globals.host(2), address, PORT);
          IdServer _ = IdServer.tcp(globals.host(3), address, PORT)) {
        awaitTurns(ingress, address, PORT, Map.of(2, 3, 3, 3));
        second.ip("link set smg0 group 0");
        awaitTurns(ingress, address, PORT, Map.of(3, CALLS));
        second.ip("link set smg0 group 71");
        awaitTurns(ingress, address, PORT, Map.of(2, 3, 3, 3));
        second.ip("link set smg0 down");
        awaitTurns(ingress, address, PORT, Map.of(3, CALLS));
        second.ip("link set smg0 up");
        // The kernel takes IPv6 addresses away from an interface that goes down.
        second.ip("addr replace " + Globals.IP6 + "/128 dev smg0 nodad");
        awaitTurns(ingress, address, PORT, Map.of(2, 3, 3, 3));
        // Without the flag the ingress's own stack gets what is for the address.
        ingress.ip("link set smg0 group 0");
        await()
            .atMost(LIMIT)
            .untilAsserted(() ->
                assertThatThrownBy(() -> Caller.tcp(ingress, address, PORT))
                    .isInstanceOf(ConnectException.class));
        assertThat(ingress.ip("rule") + ingress.ip("-6 rule")).doesNotContain("iif smg0");
        ingress.ip("link set smg0 group 71");
        awaitTurns(ingress, address, PORT, Map.of(2, 3, 3, 3));
      }
    }
  }

  /** As udev does with a new interface where /etc/sysctl.d says so. */
  @Test
  void aSettingThatSomebodyChangesIsSetAgainAtOnce() {
    Netns netns = globals.host(3).netns();
    String setting = "net.ipv4.conf." + Globals.INTERFACE + ".rp_filter";
    for (int i = 0; i < 3; i++) {
      netns.exec("sysctl -qw " + setting + "=1");
      await()
          .pollInSameThread()
          .atMost(AT_ONCE)
          .untilAsserted(() -> assertThat(netns.exec("sysctl -n " + setting)).isEqualTo("2"));
    }
  }

  /** The kernel tells nobody of it, so the driver looks once when all is set up. */
  @Test
  void whatIsSetJustAfterTheBeginningIsSetAgain() {
    Netns netns = globals.host(3).netns();
    String setting = "net.ipv4.conf." + Globals.INTERFACE + ".accept_local";
    netns.ip("link set smg0 group 0");
    awaitSetting(netns, setting, "0");
    netns.ip("link set smg0 group 71");
    awaitSetting(netns, setting, "1");
    netns.exec("sysctl -qw " + setting + "=0");
    awaitSetting(netns, setting, "1");
  }

  private static void awaitSetting(Netns netns, String setting, String value) {
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(netns.exec("sysctl -n " + setting)).isEqualTo(value));
  }

  @Test
  void onlySocketsThatWouldTakeThePacketCount() throws IOException {
    Netns ingress = globals.host(1).netns();
    try (IdServer _ = IdServer.tcp(globals.host(2), "::", PORT);
        IdServer _ = IdServer.tcp(globals.host(3), "127.0.0.1", PORT);
        IdServer _ = IdServer.tcp(globals.host(3), "::1", PORT);
        IdServer _ = IdServer.tcp(globals.host(4), globals.host(4).ip4(), PORT)) {
      awaitTurns(ingress, Globals.IP4, PORT, Map.of(2, CALLS));
      awaitTurns(ingress, Globals.IP6, PORT, Map.of(2, CALLS));
    }
  }

  @Test
  void severalSocketsOfOneNodeCountOnce() throws IOException {
    Netns ingress = globals.host(1).netns();
    try (IdServer _ = IdServer.shared(globals.host(2), Globals.IP4, PORT);
        IdServer _ = IdServer.shared(globals.host(2), Globals.IP4, PORT);
        IdServer _ = IdServer.shared(globals.host(2), Globals.IP4, PORT);
        IdServer _ = IdServer.shared(globals.host(3), Globals.IP4, PORT)) {
      awaitTurns(ingress, Globals.IP4, PORT, Map.of(2, 3, 3, 3));
      awaitTurns(ingress, Globals.IP4, PORT, Map.of(2, 3, 3, 3));
    }
  }
}
