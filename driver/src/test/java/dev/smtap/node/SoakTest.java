package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random traffic among three nodes through many laps of every ring: every frame arrives once,
 * unchanged and in order, or is counted as dropped.
 */
@Tag("soak")
class SoakTest {
  private static final int NODES = 3;
  private static final int MTU = 9000;
  private static final int FRAMES = Boolean.getBoolean("smtap.test.full") ? 200_000 : 6_000;
  private static final long[] GROUPS = {
    MacAddress.BROADCAST, 0x3333_0000_0001L, 0x3333_0000_0002L, 0x3333_0000_0003L
  };

  private final AtomicBoolean done = new AtomicBoolean();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong arrived = new AtomicLong();

  @ParameterizedTest
  @ValueSource(longs = {0, (1L << 16) - 50, (1L << 31) - 50, (1L << 32) - 50, Long.MAX_VALUE - 50})
  void everyFrameArrivesOnceOrIsCounted(long counterStart) throws Exception {
    try (TestPartition net = TestPartition.of(NODES, MTU, counterStart)) {
      List<Thread> sending = new ArrayList<>();
      List<Thread> receiving = new ArrayList<>();
      for (int id = 1; id <= NODES; id++) {
        int node = id;
        receiving.add(Thread.ofPlatform().start(() -> receive(net.port(node), node)));
        sending.add(Thread.ofPlatform().start(() -> send(net.port(node), node, counterStart)));
      }
      for (Thread each : sending) {
        each.join();
      }
      net.awaitBalance();
      for (int id = 1; id <= NODES; id++) {
        int reader = id;
        TestPartition.await().untilAsserted(() -> assertAllCastsSeen(net, reader));
      }
      TestPartition.await().until(() -> arrived.get() == delivered(net));
      done.set(true);
      for (Thread each : receiving) {
        each.join();
      }
      assertThat(wrong).isEmpty();
      assertThat(arrived.get()).isEqualTo(delivered(net));
      assertThreeLaps(net, counterStart);
    }
  }

  private static long delivered(TestPartition net) {
    long frames = 0;
    for (int to = 1; to <= NODES; to++) {
      frames += net.received(to, AdapterReceiveCounter.CAST);
      for (int from = 1; from <= NODES; from++) {
        frames += from == to ? 0 : net.received(to, from, ReceiveCounter.FRAMES);
      }
    }
    return frames;
  }

  private static void assertThreeLaps(TestPartition net, long counterStart) {
    for (int from = 1; from <= NODES; from++) {
      assertThat(net.sent(from, AdapterSendCounter.READ)).isEqualTo(FRAMES);
      assertThat(net.sent(from, AdapterSendCounter.CAST)).isGreaterThan(3 * 16);
      for (int to = 1; to <= NODES; to++) {
        if (from != to) {
          long written = net.lane(from, to).written() - counterStart;
          assertThat(written).isGreaterThan(3L * net.info(from).geometry().entries());
        }
      }
      assertAllCastsSeen(net, from);
      assertThat(net.received(from, AdapterReceiveCounter.DAMAGED)).isZero();
    }
  }

  /** The last ones may still be unread: nobody waits for them as for those of pair rings. */
  private static void assertAllCastsSeen(TestPartition net, int from) {
    long seen = net.received(from, AdapterReceiveCounter.CAST);
    seen += net.received(from, AdapterReceiveCounter.MISSED);
    seen += net.received(from, AdapterReceiveCounter.REFUSED);
    long cast = 0;
    for (int other = 1; other <= NODES; other++) {
      cast += net.sent(other, AdapterSendCounter.CAST);
      cast += net.sent(other, AdapterSendCounter.CAST_COMMANDS);
    }
    seen += net.received(from, AdapterReceiveCounter.OWN);
    seen += net.received(from, AdapterReceiveCounter.CAST_COMMANDS);
    assertThat(seen).isLessThanOrEqualTo(cast).isGreaterThan(cast - NODES - 1);
  }

  private static void send(TestPort port, int id, long seed) {
    Random random = new Random(seed + id);
    for (int number = 1; number <= FRAMES; number++) {
      boolean isSmall = random.nextInt(4) > 0;
      int bytes = 60 + random.nextInt(isSmall ? 1454 : MTU + FrameLimits.OVERHEAD_BYTES - 59);
      long to =
          random.nextInt(8) == 0
              ? GROUPS[random.nextInt(GROUPS.length)]
              : NodeAddress.of(0, (id + random.nextInt(NODES - 1)) % NODES + 1);
      port.send(TestPartition.frame(to, NodeAddress.of(0, id), number, bytes));
    }
  }

  private void receive(TestPort port, int id) {
    Map<List<Long>, Integer> last = new HashMap<>();
    while (!done.get()) {
      byte[] frame = port.poll(20);
      if (frame.length > 0) {
        check(frame, id, last);
        arrived.incrementAndGet();
      }
    }
  }

  private void check(byte[] frame, int id, Map<List<Long>, Integer> last) {
    long to = MacAddress.fromBytes(frame, 0);
    long from = MacAddress.fromBytes(frame, MacAddress.BYTES);
    int number = TestPartition.number(frame);
    boolean isMine = MacAddress.isGroup(to) || to == NodeAddress.of(0, id);
    byte[] sent = TestPartition.frame(to, from, number, frame.length);
    if (!isMine || from == NodeAddress.of(0, id) || !java.util.Arrays.equals(frame, sent)) {
      wrong.add("node " + id + " got a wrong frame " + number);
    }
    Integer before = last.put(List.of(from, to), number);
    if (before != null && before >= number) {
      wrong.add("node " + id + " got " + number + " after " + before);
    }
  }
}
