package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.memory.MappedSection;
import dev.smtap.netlink.SocketEnd;
import dev.smtap.netlink.SocketInfo;
import dev.smtap.netlink.SocketProtocol;
import dev.smtap.wire.FlowKey;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketFollowerTest {
  private static final int PORT = 5302;

  private Testbed bed;
  private SocketFollower follower;
  private MappedSection memory;

  @BeforeEach
  void open() throws Exception {
    bed = new Testbed();
    bed.ip("addr", "add", "10.77.0.1/32", "dev", "lo");
    follower = SocketFollower.open(bed.node());
    memory = MappedSection.ofPrivateMemory(GlobalAreaDescriptor.TABLE_OFFSET);
  }

  @AfterEach
  void close() throws Exception {
    memory.close();
    follower.close();
    bed.close();
  }

  private List<FlowKey> takeEnded() {
    long soon = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    return follower.takeEnded(soon, Set.of(Testbed.G4), nothing());
  }

  /** A directory that publishes nothing. */
  private DirectoryReader nothing() {
    return new DirectoryReader(memory.position());
  }

  private void awaitEvent() {
    long before = follower.dueNanos(Long.MAX_VALUE);
    await()
        .pollInSameThread()
        .until(() -> {
          follower.drain();
          return follower.dueNanos(Long.MAX_VALUE) != before;
        });
  }

  /** Walks are rare where there are many sockets; until the next one it is published. */
  @Test
  void aClosedServerIsToldOfBehindTheNextWalk() throws Exception {
    DatagramSocket server =
        Testbed.in(bed.node(), () -> new DatagramSocket(new InetSocketAddress(Testbed.G4, PORT)));
    assertThat(follower.walk()).anyMatch(each -> each.local().port() == PORT);
    server.close();
    awaitEvent();
    assertThat(takeEnded()).isEmpty();
    assertThat(follower.walk()).noneMatch(each -> each.local().port() == PORT);
    assertThat(takeEnded())
        .singleElement()
        .satisfies(key -> assertThat(key.localPort()).isEqualTo(PORT));
    assertThat(takeEnded()).isEmpty();
  }

  /** Each telling wakes every node: where many connections end, they are told of together. */
  @Test
  void tellingsAreNotMoreThanFiftyASecond() throws Exception {
    SocketInfo connection = connection();
    follower.walk();
    long start = System.nanoTime();
    follower.socketDestroyed(connection);
    long first = due();
    assertThat(first - start).isBetween(millis(5), millis(1_000));
    assertThat(follower.isCollecting()).isTrue();
    assertThat(follower.takeEnded(first - 1, Set.of(Testbed.G4), nothing())).isEmpty();
    assertThat(follower.takeEnded(first, Set.of(Testbed.G4), nothing())).hasSize(1);
    assertThat(follower.isCollecting()).isFalse();
    follower.socketDestroyed(connection);
    follower.socketDestroyed(connection);
    assertThat(due() - first).isGreaterThanOrEqualTo(millis(20));
    assertThat(follower.takeEnded(due(), Set.of(Testbed.G4), nothing())).hasSize(2);
  }

  /** A full receive buffer holds 6,500 events, and is read at once. */
  @Test
  void allThatTheKernelKeepsIsToldOfAndTheRestIsCounted() throws Exception {
    SocketInfo connection = connection();
    for (int i = 0; i < 2 * 6_500; i++) {
      follower.socketDestroyed(connection);
    }
    assertThat(follower.untold()).isZero();
    tellOf(2 * 6_500);
    for (int i = 0; i < SocketFollower.MOST_COLLECTED + 3; i++) {
      follower.socketDestroyed(connection);
    }
    assertThat(follower.untold()).isEqualTo(3);
    follower.eventsLost();
    assertThat(follower.untold()).isEqualTo(4);
    tellOf(SocketFollower.MOST_COLLECTED);
  }

  /** Some at a time, as their number might overrun the rings. */
  private void tellOf(int flows) throws Exception {
    follower.walk();
    int left = flows;
    while (left > 0) {
      assertThat(follower.isCollecting()).isTrue();
      long now = due();
      int some = follower.takeEnded(now, Set.of(Testbed.G4), nothing()).size();
      assertThat(some).isEqualTo(Math.min(left, SocketFollower.MOST_TOLD));
      assertThat(follower.takeEnded(now, Set.of(Testbed.G4), nothing())).isEmpty();
      left -= some;
    }
    assertThat(follower.isCollecting()).isFalse();
  }

  private static SocketInfo connection() {
    SocketEnd foreign = new SocketEnd(Testbed.G4, PORT + 1);
    SocketEnd local = new SocketEnd(Testbed.G4, PORT);
    return new SocketInfo(SocketProtocol.TCP, 1, local, foreign, 0, false, 0, 0, 1);
  }

  private static long millis(long count) {
    return TimeUnit.MILLISECONDS.toNanos(count);
  }

  private long due() {
    return follower.dueNanos(Long.MAX_VALUE);
  }

  /** To wake for a walk costs as much as the walk: it goes along with a tick, unless too soon. */
  @Test
  void usualWalksAreMadeAtTicksAndTakeAHundredthOfTheTime() throws Exception {
    long start = System.nanoTime();
    follower.walk();
    long end = System.nanoTime();
    assertThat(due()).isEqualTo(Long.MAX_VALUE);
    follower.tick(end);
    assertThat(due()).as("at once would be most of the time").isEqualTo(Long.MAX_VALUE);
    long later = end + 100 * (end - start);
    follower.tick(later);
    assertThat(follower.isWalkDue(later)).isTrue();
    follower.walk();
    assertThat(due()).isEqualTo(Long.MAX_VALUE);
  }

  /** A listener that was found by asking is published before the next usual walk. */
  @Test
  void whatWasFoundByAskingIsWalkedToUnlessThatWasInVain() throws Exception {
    follower.walk();
    try (DatagramSocket _ =
        Testbed.in(bed.node(), () -> new DatagramSocket(new InetSocketAddress(Testbed.G4, PORT)))) {
      long usual = due();
      follower.foundUnpublished();
      assertThat(due()).isLessThan(usual);
      assertThat(follower.walk()).anyMatch(each -> each.local().port() == PORT);
      usual = due();
      follower.foundUnpublished();
      assertThat(due()).isLessThan(usual);
      follower.walk();
      usual = due();
      follower.foundUnpublished();
      assertThat(due()).as("as the last walk found nothing new").isEqualTo(usual);
      follower.walk();
      usual = due();
      follower.foundUnpublished();
      assertThat(due()).as("a usual walk came in between").isLessThan(usual);
    }
  }
}
