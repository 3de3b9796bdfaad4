package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.memory.MappedSection;
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
    DirectoryReader publishesNothing = new DirectoryReader(memory.position());
    return follower.takeEnded(soon, Set.of(Testbed.G4), publishesNothing);
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

  private long due() {
    return follower.dueNanos(Long.MAX_VALUE);
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
