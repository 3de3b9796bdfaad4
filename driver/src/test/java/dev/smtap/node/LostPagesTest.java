package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.CommonSection;
import dev.smtap.memory.Reservation;
import dev.smtap.memory.SharedMemory;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.memory.SmallTmpfs;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastSlotDescriptor;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is lost is what was lost, whatever a thread did when it was told. */
class LostPagesTest {
  private static final int ROUNDS = 8;
  private static final int MEBIBYTES = 24;

  /** A large slot that is reserved with the first chunk and not in use. */
  private static final int UNUSED_SLOT = 7;

  @ParameterizedTest
  @ValueSource(longs = {0, 4096, 100_000})
  void withoutTheCommonSectionAllFramesOfPairRingsArrive(long bytes) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (TestPartition net = TestPartition.of(3, 1500, 0);
          FileHandle common = FileHandle.open(net.facility().common(), OpenFlags.O_RDWR, 0)) {
        common.setLength(bytes);
        net.port(1).send(TestPartition.frame(MacAddress.BROADCAST, NodeAddress.of(0, 1), 1, 80));
        for (int number = 0; number < 20; number++) {
          assertArrives(net, 1, 2, number);
          assertArrives(net, 2, 1, number);
          assertArrives(net, 3, 1, number);
        }
      }
    }
  }

  /** Where there is no room, whoever touches a hole gets a signal. */
  @Test
  void aSlotThatIsAHoleKeepsNobodyElseFromTheReceiver() throws Exception {
    SmallTmpfs.run(
        MEBIBYTES,
        root -> {
          try (TestPartition net = TestPartition.in(ShmDirectory.below(root), 3, 1500, 0);
              ForgedRing ring = new ForgedRing(net, 2, 1)) {
            punch(ring.file(), ring.slotOffset(UNUSED_SLOT), SlotDescriptor.LARGE_BYTES);
            SmallTmpfs.fill(root);
            ring.publish(UNUSED_SLOT, SlotDescriptor.FRAME_OFFSET + 80);
            assertOthersAreServed(net);
          }
        });
  }

  @Test
  void aHoleInTheCastRingKeepsNobodyFromTheReceiver() throws Exception {
    SmallTmpfs.run(
        MEBIBYTES,
        root -> {
          try (TestPartition net = TestPartition.in(ShmDirectory.below(root), 3, 1500, 0);
              CommonSection common = CommonSection.open(net.facility(), true);
              FileHandle file = FileHandle.open(net.facility().common(), OpenFlags.O_RDWR, 0)) {
            CastArea area = common.area(0);
            long written = area.written(CastArea.BROADCAST_RING);
            long slot = area.slotOffset(CastArea.BROADCAST_RING, written);
            punch(file, area.sectionOffset() + slot, CastSlotDescriptor.BYTES);
            SmallTmpfs.fill(root);
            SharedMemory.putLongRelease(area.writtenPosition(CastArea.BROADCAST_RING), written + 1);
            SharedMemory.getAndAddInt(area.bellPosition(), 1);
            DataCalls.futexWake(area.bellPosition(), Integer.MAX_VALUE);
            assertOthersAreServed(net);
            assertArrives(net, 2, 1, 0);
          }
        });
  }

  private static void punch(FileHandle file, long offset, long bytes) {
    assertThat(Reservation.giveBack(file.fd(), offset, bytes)).isZero();
  }

  private static void assertOthersAreServed(TestPartition net) {
    for (int number = 0; number < 20; number++) {
      assertArrives(net, 3, 1, number);
      assertArrives(net, 1, 3, number);
      assertArrives(net, 2, 3, number);
    }
  }

  private static void assertArrives(TestPartition net, int from, int to, int number) {
    byte[] frame = TestPartition.frame(from, to, number, 80);
    net.port(from).send(frame);
    byte[] received = net.port(to).receive();
    while (isCast(received)) {
      received = net.port(to).receive();
    }
    assertThat(received).as("%s from %s to %s", number, from, to).isEqualTo(frame);
  }

  /** The cast ring may have been left whole. */
  private static boolean isCast(byte[] frame) {
    return (frame[0] & 1) != 0;
  }
}
