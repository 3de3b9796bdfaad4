package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastSlotDescriptor;
import dev.smtap.wire.MacAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of networks and the cast areas of the common section. */
class NetworksTest {
  private TestFacility test;

  @BeforeEach
  void make() throws Exception {
    test = TestFacility.create();
  }

  @AfterEach
  void remove() {
    test.close();
  }

  @Test
  void aNetworkKeepsItsIndexAndItsKind() throws Exception {
    try (CommonSection first = test.common(true);
        CommonSection second = test.common(false)) {
      assertThat(first.claimNetwork("inner", NetworkKind.LOCAL)).isZero();
      assertThat(second.claimNetwork("outer", NetworkKind.GLOBAL)).isEqualTo(1);
      assertThat(second.claimNetwork("inner", NetworkKind.LOCAL)).isZero();
      assertThat(first.claimNetwork("outer", NetworkKind.GLOBAL)).isEqualTo(1);
      assertThat(first.networkName(1)).isEqualTo("outer");
      assertThat(first.networkKind(1)).isEqualTo(NetworkKind.GLOBAL);
      assertThat(first.networkName(2)).isEmpty();
      assertThatThrownBy(() -> first.claimNetwork("outer", NetworkKind.LOCAL))
          .isInstanceOf(SystemException.class)
          .hasMessage(
              "cannot take part in network 'outer' as local: it is a global network;"
                  + " use --global, or another network name");
    }
  }

  @Test
  void theSeventeenthNetworkIsRefused() throws Exception {
    try (CommonSection common = test.common(true)) {
      for (int i = 0; i < CommonSectionDescriptor.MOST_NETWORKS; i++) {
        assertThat(common.claimNetwork("n" + i, NetworkKind.LOCAL)).isEqualTo(i);
      }
      assertThatThrownBy(() -> common.claimNetwork("n16", NetworkKind.LOCAL))
          .isInstanceOf(SystemException.class)
          .hasMessageContaining("this partition has 16 networks already");
      assertThat(common.claimNetwork("n15", NetworkKind.LOCAL)).isEqualTo(15);
    }
  }

  /** No word of one ring or network lies on a word of another. */
  @Test
  void areasLieBesideEachOther() throws Exception {
    record Piece(long start, long end) {}
    List<Piece> pieces = new ArrayList<>();
    try (CommonSection common = test.common(true)) {
      for (int network = 0; network < CommonSectionDescriptor.MOST_NETWORKS; network++) {
        CastArea area = common.area(network);
        pieces.add(new Piece(area.lockPosition(), area.lockPosition() + 8));
        pieces.add(new Piece(area.bellPosition(), area.bellPosition() + 4));
        for (int ring = 0; ring < area.rings(); ring++) {
          pieces.add(new Piece(area.writtenPosition(ring), area.writtenPosition(ring) + 8));
          pieces.add(new Piece(area.labelPosition(ring), area.labelPosition(ring) + 8));
          for (int slot = 0; slot < area.slots(); slot++) {
            long start = area.position() + area.slotOffset(ring, slot);
            assertThat(area.slotOffset(ring, slot + area.slots()))
                .isEqualTo(area.slotOffset(ring, slot));
            pieces.add(new Piece(start, start + CastSlotDescriptor.BYTES));
          }
        }
      }
      pieces.sort(Comparator.comparingLong(Piece::start));
      for (int i = 1; i < pieces.size(); i++) {
        assertThat(pieces.get(i).start()).isGreaterThanOrEqualTo(pieces.get(i - 1).end());
      }
      long last = pieces.getLast().end() - common.area(0).position();
      assertThat(common.status().size()).isEqualTo(CommonSectionDescriptor.BYTES + last);
    }
  }

  @Test
  void everyRingOfANewNetworkStartsAtTheStart() throws Exception {
    CommonSection.Plan plan = new CommonSection.Plan(2, 4, 4, Long.MAX_VALUE - 2);
    try (CommonSection common = CommonSection.openOrCreate(test.facility(), plan, true)) {
      int network = common.claimNetwork("x", NetworkKind.LOCAL);
      CastArea area = common.area(network);
      for (int ring = 0; ring < 3; ring++) {
        assertThat(area.written(ring)).isEqualTo(Long.MAX_VALUE - 2);
        assertThat(area.label(ring)).isEqualTo(ring == 0 ? MacAddress.BROADCAST : 0);
      }
      assertThat(SharedMemory.getLong(area.lockPosition())).isZero();
    }
  }

  @Test
  void theFirstNodesNumbersStay() throws Exception {
    test.common(true).close();
    CommonSection.Plan other = new CommonSection.Plan(7, 64, 4, 5);
    try (CommonSection common = CommonSection.openOrCreate(test.facility(), other, false)) {
      assertThat(common.area(0).rings()).isEqualTo(3);
      assertThat(common.area(0).slots()).isEqualTo(4);
    }
  }

  @Test
  void whoeverStartsAloneStartsAnew() throws Exception {
    try (CommonSection common = test.common(true)) {
      common.claimNetwork("x", NetworkKind.GLOBAL);
    }
    CommonSection.Plan other = new CommonSection.Plan(7, 64, 4, 5);
    try (CommonSection common = CommonSection.openOrCreate(test.facility(), other, true)) {
      assertThat(common.area(0).rings()).isEqualTo(8);
      assertThat(common.claimNetwork("x", NetworkKind.LOCAL)).isZero();
    }
  }

  @Test
  void theLengthOfTheFileIsWatched() throws Exception {
    try (CommonSection common = test.common(true)) {
      assertThat(common.isWhole()).isTrue();
      TestFacility.truncate(test.facility().common(), 4096);
      assertThat(common.isWhole()).isFalse();
      assertThatThrownBy(() -> common.area(3).written(0)).isInstanceOf(InternalError.class);
    }
  }
}
