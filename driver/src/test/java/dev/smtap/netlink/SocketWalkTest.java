package dev.smtap.netlink;

import static dev.smtap.netlink.DiagSite.G;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the real kernel, in a namespace of its own. */
class SocketWalkTest {
  private DiagSite site;
  private SocketWalk walk;

  @BeforeEach
  void open() throws Exception {
    site = DiagSite.create();
    walk = site.inside(SocketWalk::open);
  }

  @AfterEach
  void close() {
    if (walk != null) {
      walk.close();
    }
    if (site != null) {
      site.close();
    }
  }

  @Test
  void listsWhatTakesFirstPacketsAndNothingElse() throws Exception {
    TestSocket server = site.listener(G);
    TestSocket dual = site.listener("::");
    TestSocket client = site.socket(() -> DiagSite.tcp(G).bind(G, 0).connect(server.local()));
    site.socket(server::accept);
    site.socket(() -> DiagSite.tcp(G).bind(G, 0));
    TestSocket bound = site.udp(G);
    TestSocket connected = site.udp(G);
    connected.connect(bound.local());
    List<SocketInfo> found = walk.walk();
    assertThat(found)
        .extracting(SocketInfo::protocol, SocketInfo::kind, SocketInfo::local)
        .containsExactlyInAnyOrder(
            tuple(SocketProtocol.TCP, SocketKind.LISTENING, server.local()),
            tuple(SocketProtocol.TCP, SocketKind.LISTENING, dual.local()),
            tuple(SocketProtocol.UDP, SocketKind.BOUND, bound.local()),
            tuple(SocketProtocol.UDP, SocketKind.CONNECTED, connected.local()));
    assertThat(found)
        .filteredOn(info -> info.kind() == SocketKind.CONNECTED)
        .extracting(SocketInfo::foreign)
        .containsExactly(bound.local());
    assertThat(found).allMatch(info -> info.inode() > 0 && info.uid() == 0);
    assertThat(client.local()).isNotIn(found.stream().map(SocketInfo::local).toList());
  }

  @Test
  void listsMoreThanManyBuffersHold() throws Exception {
    int sockets = 1500;
    for (int i = 0; i < sockets; i++) {
      site.listener("0.0.0.0");
      site.udp("::");
    }
    List<SocketInfo> found = walk.walk();
    assertThat(found).hasSize(2 * sockets).doesNotHaveDuplicates();
    assertThat(
            found.stream().filter(info -> info.local().isIpv6()).map(info -> info.local().port()))
        .doesNotHaveDuplicates()
        .hasSize(sockets);
    assertThat(walk.walk(SocketProtocol.TCP)).hasSize(sockets);
  }

  @Test
  void listsEachMemberOfAReusePortGroup() throws Exception {
    TestSocket first = site.socket(() -> DiagSite.tcp(G).reusePort().bind(G, 0).listen());
    for (int i = 0; i < 3; i++) {
      site.socket(() -> DiagSite.tcp(G).reusePort().bind(G, first.local().port()).listen());
    }
    List<SocketInfo> found = walk.walk();
    assertThat(found).extracting(SocketInfo::local).hasSize(4).containsOnly(first.local());
    assertThat(found).extracting(SocketInfo::cookie).doesNotHaveDuplicates();
  }

  @Test
  void saysWhichDeviceASocketIsBoundTo() throws Exception {
    site.socket(() -> DiagSite.tcp(G).device("smg0").bind(G, 0).listen());
    assertThat(walk.walk()).extracting(SocketInfo::ifindex).containsExactly(site.global());
  }

  @Test
  void listsSctpWhereTheKernelHasIt() throws Exception {
    boolean isThere =
        site.inside(() -> TestSocket.isThere(TestSocket.SOCK_STREAM, InetDiag.IPPROTO_SCTP));
    if (!isThere) {
      assertThat(walk.walk(SocketProtocol.SCTP)).isEmpty();
      System.err.println("SKIPPED: this kernel has no SCTP");
      return;
    }
    TestSocket server =
        site.socket(() ->
            TestSocket.open(false, TestSocket.SOCK_STREAM, InetDiag.IPPROTO_SCTP)
                .bind(G, 0)
                .listen());
    assertThat(walk.walk(SocketProtocol.SCTP))
        .extracting(SocketInfo::local, SocketInfo::kind)
        .containsExactly(tuple(server.local(), SocketKind.LISTENING));
  }
}
