package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client on a segment outside, to which the nodes 1, 2 and 3 are connected; node 4 is inside. One
 * node answers for the global addresses, and another when that one cannot any more.
 */
@Tag("e2e")
class GlobalOutsideTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final List<String> BOTH = List.of(Globals.IP4, Globals.IP6);

  /** Each test has some of its own: flows of datagrams are remembered for a while. */
  private static final int PORTS = 10;

  /** By chance all have the same one of two servers again once in some thousand times. */
  private static final int CALLERS = 8;

  /** It is said after 0, 0.2 and 1 s, and later; for IPv4 in two frames each time. */
  private static final int REPEATS = 3;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");
  private static OutsideSegment segment;
  private static int lastPort = 4_000;

  private final List<IdServer> servers = new ArrayList<>();
  private final int port = lastPort += PORTS;
  private final int oldPort = port + 1;

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, 4, "--mtu 1500");
    segment = new OutsideSegment(LAB, globals);
    for (Host each : globals.hosts().subList(0, 3)) {
      segment.connect(each);
    }
    OutsideSegment.answerOver(globals.host(4), globals.host(3));
  }

  /** So each test leaves it, too. */
  @BeforeEach
  void awaitTheFirst() {
    awaitHolder(1);
  }

  @AfterEach
  void closeServers() {
    servers.forEach(IdServer::close);
    servers.clear();
  }

  private static void awaitHolder(int id) {
    awaitHolders(id, id);
  }

  private static void awaitHolders(int ip4, int ip6) {
    segment.awaitHolders(ip4, ip6);
  }

  private static void isAnsweredOnceBy(int id) {
    List<String> once = List.of(OutsideSegment.mac(globals.host(id)));
    assertThat(segment.answers(BOTH)).isEqualTo(Map.of(Globals.IP4, once, Globals.IP6, once));
  }

  private void serve(int id) {
    for (String address : BOTH) {
      servers.add(IdServer.tcp(globals.host(id), address, port));
      servers.add(IdServer.udp(globals.host(id), address, port));
    }
  }

  /** A program that sees another source than the address it called gets no answer. */
  private Set<Integer> reached(int times) throws IOException {
    Set<Integer> nodes = new TreeSet<>();
    for (String address : BOTH) {
      for (int i = 0; i < times; i++) {
        try (Caller.Connection tcp = Caller.tcp(segment.client(), address, port);
            Caller udp = Caller.udp(segment.client(), address, port)) {
          nodes.add(tcp.ask(new byte[20_000]));
          nodes.add(udp.ask((byte) i, (byte) 7));
          nodes.add(udp.ask((byte) i, (byte) 8));
        }
      }
    }
    return nodes;
  }

  @Test
  void serversOnAnyNodeAreReached() throws IOException {
    for (int id : new int[] {1, 2, 4}) {
      serve(id);
      assertThat(reached(3)).as("the only server").containsExactly(id);
      closeServers();
    }
    serve(1);
    serve(2);
    serve(4);
    assertThat(reached(12)).containsExactly(1, 2, 4);
  }

  @Test
  void oneNodeAnswers() {
    for (int i = 0; i < 5; i++) {
      isAnsweredOnceBy(1);
    }
    String asked = segment.client().exec("arping -b -c 3 -I out0 " + Globals.IP4);
    assertThat(asked).contains("Sent 3 probes (3 broadcast(s))").contains("Received 3 response(s)");
  }

  @Test
  void whoCannotAnswerAnyMoreLetsAnother() {
    Host one = globals.host(1);
    segment.plug(one, false);
    awaitHolder(2);
    isAnsweredOnceBy(2);
    segment.plug(one, true);
    awaitHolder(1);
    isAnsweredOnceBy(1);
    one.netns().ip("link set smg0 down");
    awaitHolder(2);
    isAnsweredOnceBy(2);
    one.netns().ip("link set smg0 up");
    // The kernel took it away.
    one.netns().ip("addr add " + Globals.IP6 + "/128 dev smg0 nodad");
    awaitHolder(1);
    // Then it is an address like another, for which the kernel answers by itself.
    one.netns().ip("link set smg0 group 0");
    awaitHolder(2);
    one.netns().ip("link set smg0 group 71");
    awaitHolder(1);
    // It could do nothing with what would come.
    one.netns().exec("sysctl -qw net.ipv4.ip_forward=0");
    awaitHolders(2, 1);
    one.netns().ip("addr del " + Globals.IP6 + "/128 dev smg0");
    awaitHolder(2);
    isAnsweredOnceBy(2);
    one.netns().exec("sysctl -qw net.ipv4.ip_forward=1");
    one.netns().ip("addr add " + Globals.IP6 + "/128 dev smg0 nodad");
    awaitHolder(1);
  }

  /** How the holder ends. */
  enum End {
    KILLED {
      @Override
      void of(LabNode node) {
        node.kill();
      }
    },
    STOPPED {
      @Override
      void of(LabNode node) {
        assertThat(node.stop().exit()).isZero();
      }
    },
    HUNG {
      @Override
      void of(LabNode node) {
        node.signal(Program.SIGSTOP);
      }

      @Override
      Globals undo(Globals globals, int id) {
        globals.host(id).node().signal(Program.SIGCONT);
        return globals;
      }
    };

    abstract void of(LabNode node);

    Globals undo(Globals globals, int id) {
      return globals.restart(id);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherTakesOverUntilItIsBack(End end) throws IOException {
    serve(2);
    serve(3);
    try (Flows flows = Flows.open(globals, segment.client(), oldPort, 2, 3, 4);
        DatagramFlows datagrams = DatagramFlows.open(segment.client(), BOTH, port, CALLERS);
        FrameTap tap4 = segment.listen();
        FrameTap tap6 = segment.listen()) {
      flows.go();
      end.of(globals.host(1).node());
      // What was on its way is lost: the client's kernel sends it again.
      for (String address : BOTH) {
        Caller.tcp(segment.client(), address, port).close();
      }
      flows.go();
      datagrams.stay();
      assertThat(reached(6)).containsExactly(2, 3);
      isAnnounced(2, tap4, Globals.IP4, 2 * REPEATS);
      isAnnounced(2, tap6, Globals.IP6, REPEATS);
      isAnsweredOnceBy(2);
      flows.go();
      globals = end.undo(globals, 1);
      awaitHolder(1);
      isAnsweredOnceBy(1);
      flows.go();
      datagrams.stay();
      assertThat(reached(6)).containsExactly(2, 3);
    }
  }

  /** From its first announcement on nobody else announces: before, the last one may repeat its. */
  private static void isAnnounced(int id, FrameTap tap, String address, int frames) {
    String mac = OutsideSegment.mac(globals.host(id));
    Predicate<byte[]> announced = OutsideSegment.isAbout(address, false);
    List<byte[]> heard = new ArrayList<>();
    heard.addAll(tap.receive(1, LIMIT.toMillis(), announced.and(frame -> isFrom(mac, frame))));
    heard.addAll(tap.receive(frames - 1, LIMIT.toMillis(), announced));
    assertThat(OutsideSegment.sources(heard)).as(address).hasSize(frames).containsOnly(mac);
  }

  private static boolean isFrom(String mac, byte[] frame) {
    return OutsideSegment.sources(List.of(frame)).contains(mac);
  }
}
