package dev.smtap.netlink;

import static dev.smtap.netlink.DiagSite.G;
import static dev.smtap.netlink.DiagSite.G6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.Memory;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the real kernel, in a namespace of its own. */
class SocketEventsTest implements SocketEventListener {
  private final List<SocketInfo> destroyed = new ArrayList<>();
  private int losses;
  private DiagSite site;
  private SocketEvents events;
  private SocketQuestion question;

  @BeforeEach
  void open() throws Exception {
    site = DiagSite.create();
    events = site.inside(SocketEvents::open);
    question = site.inside(SocketQuestion::open);
  }

  @AfterEach
  void close() {
    if (question != null) {
      question.close();
    }
    if (events != null) {
      events.close();
    }
    if (site != null) {
      site.close();
    }
  }

  @Override
  public void socketDestroyed(SocketInfo socket) {
    destroyed.add(socket);
  }

  @Override
  public void eventsLost() {
    losses++;
  }

  private SocketInfo await(Predicate<SocketInfo> wanted) throws SystemException {
    while (true) {
      for (SocketInfo info : destroyed) {
        if (wanted.test(info)) {
          return info;
        }
      }
      assertThat(Memory.await(events.fd(), Poll.POLLIN, 5000)).isEqualTo(Poll.POLLIN);
      events.drain(this);
    }
  }

  private SocketInfo ask(SocketProtocol protocol, SocketEnd local, SocketEnd foreign)
      throws SystemException {
    return question.ask(new SocketFlow(protocol, local, foreign), site.global()).orElseThrow();
  }

  @Test
  void hearsOfListenersAndBoundSocketsOfBothFamilies() throws Exception {
    for (String address : List.of(G, G6)) {
      SocketEnd foreign = address.equals(G) ? DiagSite.CLIENT : DiagSite.CLIENT6;
      for (SocketProtocol protocol : List.of(SocketProtocol.TCP, SocketProtocol.UDP)) {
        boolean tcp = protocol == SocketProtocol.TCP;
        TestSocket socket = tcp ? site.listener(address) : site.udp(address);
        SocketEnd local = socket.local();
        SocketInfo known = ask(protocol, local, foreign);
        events.drain(this);
        assertThat(destroyed).extracting(SocketInfo::cookie).doesNotContain(known.cookie());
        socket.close();
        SocketInfo gone = await(info -> info.cookie() == known.cookie());
        assertThat(gone.protocol()).isEqualTo(protocol);
        assertThat(gone.local()).isEqualTo(local);
        assertThat(gone.kind()).isEqualTo(tcp ? SocketKind.CLOSED : SocketKind.BOUND);
      }
    }
    assertThat(losses).isZero();
  }

  @Test
  void aConnectionThatIsGoneMayBeInTimeWait() throws Exception {
    TestSocket server = site.listener(G);
    TestSocket client = site.socket(() -> DiagSite.tcp(G).bind(G, 0).connect(server.local()));
    TestSocket accepted = site.socket(server::accept);
    SocketEnd foreign = client.local();
    SocketInfo known = ask(SocketProtocol.TCP, server.local(), foreign);
    accepted.close();
    client.close();
    SocketInfo gone = await(info -> info.cookie() == known.cookie());
    assertThat(gone.foreign()).isEqualTo(foreign);
    SocketInfo after = ask(SocketProtocol.TCP, server.local(), foreign);
    assertThat(after.state()).isEqualTo(InetDiag.TCP_TIME_WAIT);
    assertThat(after.cookie()).isEqualTo(known.cookie());
  }

  @Test
  void oneThatWasAbortedIsKnownByItsCookieOnly() throws Exception {
    TestSocket server = site.listener("0.0.0.0");
    SocketEnd local = TestSocket.end(G, server.local().port());
    TestSocket client = site.socket(() -> DiagSite.tcp(G).bind(G, 0).connect(local));
    TestSocket accepted = site.socket(server::accept);
    SocketInfo known = ask(SocketProtocol.TCP, local, client.local());
    accepted.abort();
    SocketInfo gone = await(info -> info.cookie() == known.cookie());
    assertThat(gone.foreign().port()).isZero();
    assertThat(gone.local()).isEqualTo(server.local());
    assertThat(ask(SocketProtocol.TCP, local, client.local()).kind())
        .isEqualTo(SocketKind.LISTENING);
  }

  @Test
  void hearsOfConnectedUdp() throws Exception {
    TestSocket peer = site.udp(G);
    TestSocket connected = site.udp("::ffff:" + G).connect(peer.local());
    SocketInfo known = ask(SocketProtocol.UDP, connected.local(), peer.local());
    connected.close();
    SocketInfo gone = await(info -> info.cookie() == known.cookie());
    assertThat(gone.kind()).isEqualTo(SocketKind.CONNECTED);
    assertThat(gone.foreign()).isEqualTo(peer.local());
  }

  @Test
  void saysWhenEventsWereLostAndGoesOn() throws Exception {
    site.inside(() -> {
      for (int i = 0; i < 20_000; i++) {
        TestSocket.open(false, TestSocket.SOCK_DGRAM, 0).close();
      }
      return 0;
    });
    TestSocket last = site.udp(G);
    SocketEnd local = last.local();
    // The kernel tells a little later, so a drain before that might lose nothing.
    assertThat(Memory.await(events.fd(), 0, 10_000)).isEqualTo(Poll.POLLERR);
    events.drain(this);
    assertThat(losses).isEqualTo(1);
    assertThat(destroyed.size()).isLessThan(20_000);
    last.close();
    await(info -> info.local().equals(local));
  }
}
