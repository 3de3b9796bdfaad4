package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Reads;
import org.jspecify.annotations.Nullable;

/** Arbitrary bytes as a sock_diag datagram. Input: how many bytes are valid, the bytes. */
class HostileSocketsFuzzTest {
  private static final SocketFlow FLOW =
      new SocketFlow(
          SocketProtocol.TCP, TestSocket.end("10.9.9.9", 80), TestSocket.end("192.0.2.1", 5000));
  private static final int SEQUENCE = 7;

  /** Counts what it hears, and checks what it is told. */
  private static final class Checker implements SocketEventListener {
    int events;

    @Override
    public void socketDestroyed(SocketInfo socket) {
      check(socket);
      events++;
    }

    @Override
    public void eventsLost() {
      events++;
    }
  }

  @FuzzTest
  void garbageEndsTheWalk(byte[] bytes) {
    FuzzDatagram datagram = new FuzzDatagram(bytes);
    Checker checker = new Checker();
    SocketEvents.dispatch(datagram.read(), checker);
    assertThat(checker.events).isLessThanOrEqualTo(datagram.mostMessages());
    Listing listing = new Listing(SEQUENCE);
    boolean ended = listing.take(datagram.read(), HostileSocketsFuzzTest::look);
    assertThat(listing.result()).isLessThanOrEqualTo(ended ? Listing.CHANGED : 0);
    MessageReader reader = datagram.read();
    while (reader.next()) {
      assertThat(Listing.refusal(reader)).isNegative();
    }
  }

  private static void look(MessageReader reader) {
    @Nullable SocketInfo info = DiagMessages.socket(reader, SocketProtocol.TCP);
    if (info != null) {
      check(info);
    }
  }

  private static void check(SocketInfo info) {
    for (SocketEnd end : new SocketEnd[] {info.local(), info.foreign()}) {
      assertThat(end.port()).isBetween(0, 65_535);
      assertThat(end.address().getAddress()).hasSize(end.isIpv6() ? 16 : 4);
    }
    assertThat(info.ifindex()).isNotNegative();
    assertThat(info.inode()).isBetween(0L, 0xffff_ffffL);
    assertThat(info.uid()).isBetween(0L, 0xffff_ffffL);
    assertThat(info.state()).isBetween(0, 255);
    if (info.accepts(FLOW, 3)) {
      assertThat(info.kind()).isNotEqualTo(SocketKind.CLOSED);
      assertThat(info.local().port()).isEqualTo(80);
      assertThat(info.protocol()).isEqualTo(SocketProtocol.TCP);
    }
    Reads.anything(info.cookie(), info.toString().length());
  }
}
