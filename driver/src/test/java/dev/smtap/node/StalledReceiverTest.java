package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.SendCounter;
import dev.smtap.wire.FrameLimits;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A receiver that stands still in the middle of a write, with slots in its hands. */
class StalledReceiverTest {
  private static final int FRAMES = 1_500;

  private TestPartition net;

  @BeforeEach
  void start() throws Exception {
    net = TestPartition.of(2, FrameLimits.HIGHEST_MTU, 0);
    net.start(3, TestPort.blocking());
    net.awaitConnected();
  }

  @AfterEach
  void stop() throws Exception {
    net.close();
  }

  /** Pools of 128 small and 16 large slots: a quarter each, but 8 at least. */
  @ParameterizedTest
  @CsvSource({"100, 32", "3000, 8"})
  void holdsItsShareAndDoesNotStopTheOthers(int bytes, int quota) {
    for (int i = 0; i < FRAMES; i++) {
      net.port(1).send(TestPartition.frame(1, 3, i, bytes));
      if (i % 10 == 0) {
        byte[] other = TestPartition.frame(1, 2, i, bytes);
        net.port(1).send(other);
        assertThat(net.port(2).receive()).isEqualTo(other);
        assertThat(net.lane(1, 3).written() - net.lane(3, 1).read()).isLessThanOrEqualTo(quota);
      }
    }
    // What the sender has not looked at yet would come behind what is taken below.
    Awaitility.await().until(() -> looked() == FRAMES);
    assertThat(net.sent(1, 3, SendCounter.RING_FULL)).isPositive();
    assertThat(net.lane(1, 3).written() - net.lane(3, 1).read()).isEqualTo(quota);
    long taken = net.sent(1, 3, SendCounter.FRAMES);
    for (long i = 0; i < taken; i++) {
      byte[] frame = net.port(3).receive();
      int number = TestPartition.number(frame);
      assertThat(frame).isEqualTo(TestPartition.frame(1, 3, number, bytes));
    }
    byte[] last = TestPartition.frame(1, 3, FRAMES, bytes);
    net.port(1).send(last);
    assertThat(net.port(3).receive()).isEqualTo(last);
    net.awaitBalance();
  }

  private long looked() {
    return net.sent(1, 3, SendCounter.FRAMES)
        + net.sent(1, 3, SendCounter.RING_FULL)
        + net.sent(1, 3, SendCounter.POOL_EMPTY);
  }
}
