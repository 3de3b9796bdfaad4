package dev.smtap.netlink;

import static dev.smtap.netlink.DiagSite.CLIENT;
import static dev.smtap.netlink.DiagSite.G;
import static dev.smtap.netlink.DiagSite.G6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the javadoc of {@link SocketQuestion} says was measured, against the real kernel. */
class SocketQuestionTest {
  private DiagSite site;
  private SocketQuestion question;

  @BeforeEach
  void open() throws Exception {
    site = DiagSite.create();
    question = site.inside(SocketQuestion::open);
  }

  @AfterEach
  void close() {
    if (question != null) {
      question.close();
    }
    if (site != null) {
      site.close();
    }
  }

  private Optional<SocketInfo> ask(SocketProtocol protocol, SocketEnd local, SocketEnd foreign)
      throws SystemException {
    return question.ask(new SocketFlow(protocol, local, foreign), site.global());
  }

  private SocketInfo answer(SocketEnd local, SocketEnd foreign) throws SystemException {
    return ask(SocketProtocol.TCP, local, foreign).orElseThrow();
  }

  private static SocketEnd at(String address, TestSocket bound) {
    return TestSocket.end(address, bound.local().port());
  }

  private SocketInfo awaitState(SocketEnd local, SocketEnd foreign, int state) {
    return Awaitility.await().until(() -> answer(local, foreign), info -> info.state() == state);
  }

  @Test
  void answersNoneWhereNothingIs() throws Exception {
    for (SocketProtocol each : SocketProtocol.values()) {
      assertThat(ask(each, TestSocket.end(G, 81), CLIENT)).isEmpty();
      assertThat(ask(each, TestSocket.end(G6, 81), DiagSite.CLIENT6)).isEmpty();
    }
  }

  @Test
  void tellsAConnectionFromItsListener() throws Exception {
    TestSocket server = site.listener(G);
    TestSocket client = site.socket(() -> DiagSite.tcp(G).bind(G, 0).connect(server.local()));
    server.awaitConnection();
    SocketInfo waiting = answer(server.local(), client.local());
    assertThat(waiting.kind()).isEqualTo(SocketKind.CONNECTED);
    assertThat(waiting.inode()).as("no program has it yet").isZero();
    site.socket(server::accept);
    SocketInfo accepted = answer(server.local(), client.local());
    assertThat(accepted.cookie()).isEqualTo(waiting.cookie());
    assertThat(accepted.inode()).isPositive();
    assertThat(accepted.local()).isEqualTo(server.local());
    assertThat(accepted.foreign()).isEqualTo(client.local());
    SocketInfo atClient = answer(client.local(), server.local());
    assertThat(atClient.kind()).isEqualTo(SocketKind.CONNECTED);
    assertThat(atClient.cookie()).isNotEqualTo(accepted.cookie());
    SocketInfo listener = answer(server.local(), CLIENT);
    assertThat(listener.kind()).isEqualTo(SocketKind.LISTENING);
    assertThat(listener.foreign().port()).isZero();
  }

  @Test
  void findsConnectionsOfDualStackServersAndOfIpv6() throws Exception {
    TestSocket dual = site.listener("::");
    TestSocket client = site.socket(() -> DiagSite.tcp(G).bind(G, 0).connect(at(G, dual)));
    site.socket(dual::accept);
    SocketInfo mapped = answer(at(G, dual), client.local());
    assertThat(mapped.kind()).isEqualTo(SocketKind.CONNECTED);
    assertThat(mapped.local()).isEqualTo(at(G, dual));
    assertThat(mapped.foreign()).isEqualTo(client.local());
    TestSocket client6 = site.socket(() -> DiagSite.tcp(G6).bind(G6, 0).connect(at(G6, dual)));
    site.socket(dual::accept);
    SocketInfo ipv6 = answer(at(G6, dual), client6.local());
    assertThat(ipv6.kind()).isEqualTo(SocketKind.CONNECTED);
    assertThat(ipv6.foreign()).isEqualTo(client6.local());
  }

  @Test
  void aConnectionHasOneCookieFromItsFirstPacketToTimeWait() throws Exception {
    TestSocket server = site.socket(() -> DiagSite.tcp(G).deferAccept().bind(G, 0).listen());
    TestSocket client = site.socket(() -> DiagSite.tcp(G).bind(G, 0).connect(server.local()));
    SocketEnd foreign = client.local();
    SocketInfo first = answer(server.local(), foreign);
    assertThat(first.state()).isEqualTo(InetDiag.TCP_SYN_RECV);
    assertThat(first.kind()).isEqualTo(SocketKind.CONNECTED);
    client.send();
    TestSocket accepted = site.socket(server::accept);
    assertThat(answer(server.local(), foreign).state()).isEqualTo(InetDiag.TCP_ESTABLISHED);
    accepted.receive();
    accepted.close();
    client.close();
    SocketInfo last = awaitState(server.local(), foreign, InetDiag.TCP_TIME_WAIT);
    assertThat(last.kind()).isEqualTo(SocketKind.CONNECTED);
    assertThat(last.cookie()).isEqualTo(first.cookie());
    server.close();
    assertThat(answer(last.local(), foreign).state()).isEqualTo(InetDiag.TCP_TIME_WAIT);
  }

  @Test
  void aConnectedUdpSocketIsFoundForItsOwnForeignEndOnly() throws Exception {
    for (String address : new String[] {G, G6, "::ffff:" + G}) {
      TestSocket peer = site.udp(address);
      TestSocket connected = site.udp(address);
      assertThat(ask(SocketProtocol.UDP, connected.local(), peer.local()))
          .map(SocketInfo::kind)
          .contains(SocketKind.BOUND);
      connected.connect(peer.local());
      SocketInfo info = ask(SocketProtocol.UDP, connected.local(), peer.local()).orElseThrow();
      assertThat(info.kind()).isEqualTo(SocketKind.CONNECTED);
      assertThat(info.foreign()).isEqualTo(peer.local());
      SocketEnd stranger = peer.local().isIpv6() ? DiagSite.CLIENT6 : CLIENT;
      assertThat(ask(SocketProtocol.UDP, connected.local(), stranger)).isEmpty();
    }
  }

  @Test
  void aConnectedUdpSocketComesBeforeABoundOne() throws Exception {
    TestSocket peer = site.udp(G);
    TestSocket bound =
        site.socket(() -> DiagSite.open(G, TestSocket.SOCK_DGRAM).reusePort().bind(G, 0));
    TestSocket connected =
        site.socket(() ->
            DiagSite.open(G, TestSocket.SOCK_DGRAM)
                .reusePort()
                .bind(G, bound.local().port())
                .connect(peer.local()));
    assertThat(ask(SocketProtocol.UDP, connected.local(), peer.local()))
        .map(SocketInfo::kind)
        .contains(SocketKind.CONNECTED);
    assertThat(ask(SocketProtocol.UDP, connected.local(), CLIENT))
        .map(SocketInfo::kind)
        .contains(SocketKind.BOUND);
  }

  @Test
  void ofAReusePortGroupEachFlowHasOne() throws Exception {
    for (SocketProtocol protocol : new SocketProtocol[] {SocketProtocol.TCP, SocketProtocol.UDP}) {
      boolean tcp = protocol == SocketProtocol.TCP;
      int type = tcp ? TestSocket.SOCK_STREAM : TestSocket.SOCK_DGRAM;
      int port = 0;
      for (int i = 0; i < 4; i++) {
        int known = port;
        TestSocket member = site.socket(() -> DiagSite.open(G, type).reusePort().bind(G, known));
        port = member.local().port();
        if (tcp) {
          member.listen();
        }
      }
      Set<Long> found = new HashSet<>();
      for (int i = 1; i <= 100; i++) {
        SocketEnd foreign = TestSocket.end("192.0.2.1", 5000 + i);
        long cookie = ask(protocol, TestSocket.end(G, port), foreign).orElseThrow().cookie();
        assertThat(ask(protocol, TestSocket.end(G, port), foreign))
            .map(SocketInfo::cookie)
            .contains(cookie);
        found.add(cookie);
      }
      assertThat(found).hasSize(4);
    }
  }

  @Test
  void answersOfTheNamespaceItWasOpenedIn() throws Exception {
    TestSocket server = site.listener("0.0.0.0");
    try (SocketQuestion here = SocketQuestion.open()) {
      SocketFlow flow = new SocketFlow(SocketProtocol.TCP, at(G, server), CLIENT);
      assertThat(question.ask(flow, 0)).isPresent();
      Optional<SocketInfo> elsewhere = here.ask(flow, 0);
      long cookie = question.ask(flow, 0).orElseThrow().cookie();
      assertThat(elsewhere.map(SocketInfo::cookie)).isNotEqualTo(Optional.of(cookie));
    }
  }
}
