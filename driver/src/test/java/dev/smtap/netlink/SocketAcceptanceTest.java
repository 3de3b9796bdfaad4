package dev.smtap.netlink;

import static dev.smtap.netlink.DiagSite.CLIENT;
import static dev.smtap.netlink.DiagSite.CLIENT6;
import static dev.smtap.netlink.DiagSite.G;
import static dev.smtap.netlink.DiagSite.G6;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which sockets take a packet to G: what was expected, what the kernel finds, and what {@link
 * SocketInfo#accepts} concludes from a walk must be one.
 */
class SocketAcceptanceTest {
  private static final int LOOPBACK = 1;

  @ParameterizedTest(name = "{0} device {1} v6only {2}")
  @CsvSource({
    "10.9.9.9, , false, true, false",
    "0.0.0.0, , false, true, false",
    "::, , false, true, true",
    "::, , true, false, true",
    "fd99::9, , false, false, true",
    "::ffff:10.9.9.9, , false, true, false",
    "::ffff:0.0.0.0, , false, true, false",
    "127.0.0.1, , false, false, false",
    "::1, , false, false, false",
    "0.0.0.0, smg0, false, true, false",
    "::, smg0, false, true, true",
    "::, smg0, true, false, true",
    "0.0.0.0, smt0, false, false, false",
    "::, smt0, false, false, false",
    "0.0.0.0, lo, false, false, false",
  })
  void whatTakesAPacketToG(
      String address, String device, boolean v6Only, boolean takesIpv4, boolean takesIpv6)
      throws Exception {
    for (SocketProtocol protocol : List.of(SocketProtocol.TCP, SocketProtocol.UDP)) {
      boolean tcp = protocol == SocketProtocol.TCP;
      try (DiagSite site = DiagSite.create();
          SocketQuestion question = site.inside(SocketQuestion::open);
          SocketWalk walk = site.inside(SocketWalk::open)) {
        TestSocket socket = site.socket(() -> open(address, device, v6Only, tcp).bind(address, 0));
        if (tcp) {
          socket.listen();
        }
        int port = socket.local().port();
        SocketFlow ipv4 = new SocketFlow(protocol, TestSocket.end(G, port), CLIENT);
        SocketFlow ipv6 = new SocketFlow(protocol, TestSocket.end(G6, port), CLIENT6);
        SocketInfo walked = onlyOne(walk.walk());
        SocketKind kind = tcp ? SocketKind.LISTENING : SocketKind.BOUND;
        assertThat(walked.kind()).isEqualTo(kind);
        for (SocketFlow flow : List.of(ipv4, ipv6)) {
          Optional<SocketInfo> found = question.ask(flow, site.global());
          boolean expected = flow.isIpv6() ? takesIpv6 : takesIpv4;
          assertThat(found.isPresent()).as("%s", flow).isEqualTo(expected);
          for (int arrival : new int[] {site.global(), site.other(), LOOPBACK, 0}) {
            assertThat(walked.accepts(flow, arrival))
                .as("%s on %s", flow, arrival)
                .isEqualTo(question.ask(flow, arrival).isPresent());
          }
          found.ifPresent(info -> assertThat(info).isEqualTo(walked));
        }
      }
    }
  }

  private static TestSocket open(String address, String device, boolean v6Only, boolean tcp) {
    int type = tcp ? TestSocket.SOCK_STREAM : TestSocket.SOCK_DGRAM;
    TestSocket socket = DiagSite.open(address, type);
    if (v6Only) {
      socket.v6Only(true);
    }
    return device == null ? socket : socket.device(device);
  }

  private static SocketInfo onlyOne(List<SocketInfo> found) {
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aListenerOfMptcpIsOneOfTcp() throws Exception {
    try (DiagSite site = DiagSite.create();
        SocketQuestion question = site.inside(SocketQuestion::open);
        SocketWalk walk = site.inside(SocketWalk::open)) {
      int mptcp = TestSocket.IPPROTO_MPTCP;
      if (!site.inside(() -> TestSocket.isThere(TestSocket.SOCK_STREAM, mptcp))) {
        System.err.println("SKIPPED: this kernel has no MPTCP");
        return;
      }
      TestSocket server =
          site.socket(
              () -> TestSocket.open(false, TestSocket.SOCK_STREAM, mptcp).bind(G, 0).listen());
      SocketInfo walked = onlyOne(walk.walk());
      assertThat(walked.kind()).isEqualTo(SocketKind.LISTENING);
      SocketFlow flow = new SocketFlow(SocketProtocol.TCP, server.local(), CLIENT);
      assertThat(question.ask(flow, site.global())).contains(walked);
    }
  }

  @Test
  void whatNoSocketOfAnotherPortProtocolOrPeerTakes() {
    SocketEnd local = TestSocket.end(G, 80);
    SocketFlow flow = new SocketFlow(SocketProtocol.TCP, local, CLIENT);
    SocketEnd nobody = TestSocket.end("0.0.0.0", 0);
    assertThat(info(SocketProtocol.TCP, 10, local, nobody).accepts(flow, 1)).isTrue();
    assertThat(info(SocketProtocol.SCTP, 10, local, nobody).accepts(flow, 1)).isFalse();
    assertThat(info(SocketProtocol.TCP, 10, TestSocket.end(G, 81), nobody).accepts(flow, 1))
        .isFalse();
    assertThat(info(SocketProtocol.TCP, 7, local, nobody).accepts(flow, 1)).isFalse();
    assertThat(info(SocketProtocol.TCP, 1, local, CLIENT).accepts(flow, 1)).isTrue();
    SocketEnd other = TestSocket.end("192.0.2.1", 5001);
    assertThat(info(SocketProtocol.TCP, 1, local, other).accepts(flow, 1)).isFalse();
    SocketFlow udp = new SocketFlow(SocketProtocol.UDP, local, CLIENT);
    assertThat(info(SocketProtocol.UDP, 7, local, nobody).accepts(udp, 1)).isTrue();
    assertThat(info(SocketProtocol.UDP, 1, local, CLIENT).accepts(udp, 1)).isTrue();
    assertThat(info(SocketProtocol.UDP, 1, local, other).accepts(udp, 1)).isFalse();
  }

  private static SocketInfo info(
      SocketProtocol protocol, int state, SocketEnd local, SocketEnd foreign) {
    return new SocketInfo(protocol, state, local, foreign, 0, false, 0, 0, 1);
  }
}
