package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.Claim;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.OwnSection;
import dev.smtap.fuzz.ScratchFacility;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Two nodes that are restarted at the same time: whoever comes first finds the other one as it was
 * or as it is, and never as if there were none. Or connections of the other one are refused.
 */
class RestartingPeerTest {
  private static final int SELF = 1;
  private static final int OTHER = 2;
  private static final int ROUNDS = 2_000;
  private static final int LONGEST_SPIN = 4_000;

  private final List<Boolean> expectedBack = new ArrayList<>();

  @Test
  void whoStartsMeanwhileIsConnectedOrExpected() throws Exception {
    try (ScratchFacility scratch = ScratchFacility.make();
        ExecutorService other = Executors.newSingleThreadExecutor();
        OwnSection own = section(scratch, SELF, 1)) {
      for (int round = 1; round <= ROUNDS; round++) {
        expectedBack.clear();
        handOver(scratch, 2L * round);
        PeerDirectory peers =
            new PeerDirectory(scratch.facility(), own, 0, List.of(), this::noteGone);
        try (OwnSection again = section(scratch, OTHER, 2L * round + 1)) {
          connectWhile(other, peers, again, round * 7 % LONGEST_SPIN);
          boolean isConnected = !peers.peers().isEmpty();
          assertThat(isConnected || expectedBack.contains(true)).as("round %d", round).isTrue();
          peers.close();
        }
      }
    }
  }

  private void noteGone(NodeView view, boolean isExpectedBack) {
    assertThat(view.nodeId()).isEqualTo(OTHER);
    expectedBack.add(isExpectedBack);
  }

  private static void connectWhile(
      ExecutorService other, PeerDirectory peers, OwnSection again, int spins) throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    Future<?> published =
        other.submit(() -> {
          bothRun.countDown();
          bothRun.await();
          for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
          }
          again.publish();
          return null;
        });
    bothRun.countDown();
    bothRun.await();
    peers.connectAll();
    published.get();
  }

  private static void handOver(ScratchFacility scratch, long generation) throws SystemException {
    try (OwnSection former = section(scratch, OTHER, generation)) {
      former.publish();
      former.setHandedOver();
    }
  }

  private static OwnSection section(ScratchFacility scratch, int nodeId, long generation)
      throws SystemException {
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(NetworkKind.LOCAL, 0, "net", Geometry.LEAST_SLOTS);
    return OwnSection.create(
        new Claim(nodeId, generation),
        new OwnSection.Plan(scratch.facility(), 8, 0, List.of(adapter)));
  }
}
