package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.SendCounter;
import dev.smtap.wire.FrameLimits;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is asked proves that every thread lives, and a thread that stands still is found out. */
class CheckupTest {
  private static final List<String> RECEIVER = List.of("the receiver of sm2");

  private static Checkup ask(Node node) throws Exception {
    return node.checkUp().get(5, TimeUnit.SECONDS);
  }

  @Test
  void anIdleNodeProvesThatItLives() throws Exception {
    try (TestPartition net = TestPartition.of(2, FrameLimits.HIGHEST_MTU, 0)) {
      for (int round = 0; round < 20; round++) {
        Checkup checkup = ask(net.node(1));
        TestPartition.await().until(checkup::isProven);
        assertThat(checkup.nodeId()).isEqualTo(1);
        assertThat(checkup.neighbours()).isEqualTo(1);
        assertThat(checkup.interfaces()).containsExactly("sm1");
        assertThat(checkup.standing()).isEmpty();
      }
    }
  }

  @Test
  void aThreadThatStandsStillIsNamed() throws Exception {
    try (TestPartition net = TestPartition.of(1, FrameLimits.HIGHEST_MTU, 0)) {
      net.start(2, TestPort.blocking());
      net.awaitConnected();
      Checkup checkup;
      List<String> standing;
      do {
        fillRing(net);
        checkup = ask(net.node(2));
        standing =
            TestPartition.await()
                .until(checkup::standing, who -> who.isEmpty() || who.equals(RECEIVER));
        // The ring is full, too, where the receiver only had no processor.
      } while (checkup.isProven());
      assertThat(standing).containsExactly("the receiver of sm2");
      while (!checkup.isProven()) {
        net.port(2).receive();
      }
    }
  }

  /** More than the socket that stands for the interface takes: its receiver waits in a write. */
  private static void fillRing(TestPartition net) {
    long before = net.sent(1, 2, SendCounter.RING_FULL);
    while (net.sent(1, 2, SendCounter.RING_FULL) == before) {
      net.port(1).send(TestPartition.frame(1, 2, 0, 3000));
    }
  }

  @Test
  void aNodeThatHasEndedDoesNotAnswer() throws Exception {
    try (TestPartition net = TestPartition.of(1, FrameLimits.HIGHEST_MTU, 0)) {
      Node node = net.node(1);
      assertThat(node.hasEnded()).isFalse();
      node.close();
      assertThat(node.hasEnded()).isTrue();
      assertThat(node.checkUp().isDone()).isFalse();
    }
  }
}
