package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.NodeView;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node over which nothing goes takes longer rests, and says so. */
class QuietNodeTest {
  private static final int MTU = 1500;

  @Test
  void itIsNotTakenToHangAndIsQuickAgainWithTheFirstFrame() throws Exception {
    try (TestPartition net = TestPartition.of(2, MTU, 0)) {
      net.awaitQuiet(1);
      net.awaitQuiet(2);
      long[] before = {net.view(1).heartbeatNanos(), net.view(2).heartbeatNanos()};
      byte[] frame = TestPartition.frame(1, 2, 7, 64);
      net.port(1).send(frame);
      assertThat(net.port(2).receive()).isEqualTo(frame);
      for (int id = 1; id <= 2; id++) {
        NodeView view = net.view(id);
        long said = before[id - 1];
        TestPartition.await().until(() -> view.heartbeatNanos() != said);
        assertThat(view.heartbeatNanos() - said)
            .as("node %d beats before its rest would have ended", id)
            .isLessThan(Pace.TICK_NANOS);
        assertThat(view.isSilent(System.nanoTime())).isFalse();
      }
    }
  }

  /** Signs of life are asked for every few seconds; whoever asks is no traffic. */
  @Test
  void itStaysQuietWhenItIsAskedHowItIs() throws Exception {
    try (TestPartition net = TestPartition.of(1, MTU, 0)) {
      net.awaitQuiet(1);
      long before = net.view(1).heartbeatNanos();
      Checkup checkup = net.node(1).checkUp().get(5, TimeUnit.SECONDS);
      TestPartition.await().until(checkup::isProven);
      TestPartition.await().until(() -> net.view(1).heartbeatNanos() != before);
      assertThat(net.aheadNanos(1)).isGreaterThan(Pace.TICK_NANOS);
    }
  }
}
