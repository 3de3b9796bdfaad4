package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.fuzz.ScratchFacility;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking for one's lane in another node's section. */
class LaneSearchTest {
  private static final int NODE = 7;
  private static final int LANES = 5_000;

  private ScratchFacility scratch;
  private OwnSection own;
  private NodeView view;

  @BeforeEach
  void make() throws IOException {
    scratch = ScratchFacility.make();
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(NetworkKind.LOCAL, 0, "net", Geometry.LEAST_SLOTS);
    OwnSection.Plan plan = new OwnSection.Plan(scratch.facility(), LANES, 0, List.of(adapter));
    own = OwnSection.create(new Claim(NODE, 1000), plan);
    own.publish();
    view = NodeView.open(scratch.facility(), NODE);
  }

  @AfterEach
  void remove() throws IOException {
    view.close();
    own.close();
    scratch.close();
  }

  private LaneHead lane(int index) throws IOException {
    AdapterInfo adapter = own.adapters().getFirst();
    own.reserveLane(adapter, index);
    return new LaneHead(adapter.lanePosition(index));
  }

  private int find(int peerId, long generation) {
    return view.findLane(view.adapters().getFirst(), peerId, generation);
  }

  @Test
  void findsALaneBehindFreedOnes() throws IOException {
    lane(0).assign(1, 100, 0, 0);
    lane(1).assign(2, 200, 0, 0);
    lane(0).free();
    assertThat(find(2, 200)).isEqualTo(1);
    assertThat(find(1, 100)).isEqualTo(-1);
    assertThat(find(2, 201)).isEqualTo(-1);
  }

  @Test
  void putsNoMemoryBehindLanesThatWereNeverUsed() throws IOException {
    lane(0).assign(1, 100, 0, 0);
    long before = view.status().allocated();
    assertThat(find(9, 900)).isEqualTo(-1);
    assertThat(view.status().allocated() - before).isLessThanOrEqualTo(2 * 4096);
  }
}
