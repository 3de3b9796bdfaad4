package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.CommonSection;
import dev.smtap.facility.NodeState;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastLock;
import dev.smtap.ring.CastRingWriter;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose section says what no honest node writes: by hand, beside its own threads. */
class HostilePeerTest {
  private static final int BYTES = SlotDescriptor.FRAME_OFFSET + 80;

  /** A large slot that is reserved with the first chunk and not in use. */
  private static final int SLOT = 7;

  private TestPartition net;
  private ForgedRing ring;

  @BeforeEach
  void start() throws Exception {
    net = TestPartition.of(3, 1500, 0);
    ring = new ForgedRing(net, 2, 1);
  }

  @AfterEach
  void stop() throws Exception {
    ring.close();
    net.close();
  }

  private void publish(int slot, int bytes, long destination, long source) {
    ring.publish(SLOT, slot, bytes, destination, source);
  }

  private void awaitReceived(ReceiveCounter counter, long count) {
    TestPartition.await().until(() -> net.received(1, 2, counter) == count);
  }

  /** The others are served as before, and nothing else has come. */
  private void assertNode3IsServed() {
    byte[] frame = TestPartition.frame(3, 1, 5, 80);
    net.port(3).send(frame);
    assertThat(net.port(1).receive()).isEqualTo(frame);
  }

  @Test
  void aSourceThatIsNotTheOwnerOfTheRingIsDropped() {
    long to = NodeAddress.of(0, 1);
    publish(SLOT, BYTES, to, NodeAddress.of(0, 3));
    publish(SLOT, BYTES, to, NodeAddress.of(1, 2));
    publish(SLOT, BYTES, to, SmHeader.asCommand(NodeAddress.of(0, 3)));
    publish(SLOT, BYTES, to, 0);
    awaitReceived(ReceiveCounter.BAD_SOURCE, 4);
    assertNode3IsServed();
    publish(SLOT, BYTES, to, NodeAddress.of(0, 2));
    awaitReceived(ReceiveCounter.FRAMES, 1);
    assertThat(net.port(1).receive()).hasSize(80);
  }

  @Test
  void aCommandIsTakenAndReachesNoKernel() {
    long commands = net.received(1, 2, ReceiveCounter.COMMANDS);
    publish(SLOT, BYTES, NodeAddress.of(0, 1), SmHeader.asCommand(NodeAddress.of(0, 2)));
    awaitReceived(ReceiveCounter.COMMANDS, commands + 1);
    assertNode3IsServed();
  }

  @Test
  void aDescriptorThatNamesNoSlotIsDropped() {
    long to = NodeAddress.of(0, 1);
    long from = NodeAddress.of(0, 2);
    int[] slots = {8, 15, 16 + 128, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int slot : slots) {
      publish(slot, BYTES, to, from);
    }
    int[] lengths = {0, -1, 31, SlotDescriptor.LARGE_BYTES + 1, Integer.MAX_VALUE};
    for (int bytes : lengths) {
      publish(SLOT, bytes, to, from);
    }
    publish(SLOT, SlotDescriptor.FRAME_OFFSET + 13, to, from);
    awaitReceived(ReceiveCounter.BAD_DESCRIPTOR, slots.length + lengths.length + 1L);
    assertNode3IsServed();
  }

  @Test
  void aWriteCounterThatCannotBeTrueStopsOnlyItsOwnRing() {
    long read = net.lane(1, 2).read();
    for (long lie : new long[] {read - 1, read + 65, read + (1L << 40), Long.MIN_VALUE}) {
      ring.moveTo(lie);
      assertNode3IsServed();
      assertThat(net.lane(1, 2).read()).isEqualTo(read);
    }
    assertThat(net.received(1, 2, ReceiveCounter.FRAMES)).isZero();
  }

  @Test
  void aReadCounterThatCannotBeTrueMarksTheRingDamaged() {
    long readCounter = ring.lane() + LaneDescriptor.READ_OFFSET;
    SharedMemory.putLongRelease(readCounter, SharedMemory.getLong(readCounter) + 1000);
    net.port(1).send(TestPartition.frame(1, 2, 1, 80));
    TestPartition.await().until(() -> net.sent(1, 2, SendCounter.RING_DAMAGED) == 1);
    byte[] frame = TestPartition.frame(1, 3, 2, 80);
    net.port(1).send(frame);
    assertThat(net.port(3).receive()).isEqualTo(frame);
    assertThat(net.sent(1, 2, SendCounter.FRAMES)).isZero();
  }

  @Test
  void aCastRecordThatNamesAnotherSenderIsDropped() throws Exception {
    try (CommonSection common = CommonSection.open(net.facility(), true);
        MappedSection record = MappedSection.ofPrivateMemory(4096)) {
      cast(common, record.position(), 2, NodeAddress.of(0, 3));
      cast(common, record.position(), 0, NodeAddress.of(0, 0));
      cast(common, record.position(), 70_000, NodeAddress.of(0, 70_000 & 0xffff));
      TestPartition.await().until(() -> net.received(1, AdapterReceiveCounter.DAMAGED) == 3);
      cast(common, record.position(), 9, NodeAddress.of(0, 9));
      assertThat(net.port(1).receive()).hasSize(80);
    }
    assertNode3IsServed();
  }

  private static void cast(CommonSection common, long record, int nodeId, long source)
      throws SystemException {
    CastArea area = common.area(0);
    CastLock lock = new CastLock(area.lockPosition(), 9, 9, (id, generation) -> true);
    CastRingWriter writer = new CastRingWriter(area, lock, common.fd(), nodeId, 9);
    SharedMemory.putNetworkLong(record, SmHeader.first(MacAddress.BROADCAST, source));
    SharedMemory.putNetworkLong(record + 8, SmHeader.second(source, 0x88b6));
    assertThat(writer.cast(MacAddress.BROADCAST, record, BYTES))
        .isEqualTo(CastRingWriter.Outcome.SENT);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4096})
  void aTruncatedSectionStopsOnlyItsOwnRings(long bytes) throws Exception {
    ring.file().setLength(bytes);
    net.port(1).send(TestPartition.frame(1, 2, 1, 80));
    assertNode3IsServed();
    net.port(3).send(TestPartition.frame(3, 2, 1, 80));
    assertNode3IsServed();
    byte[] everybody = TestPartition.frame(MacAddress.BROADCAST, NodeAddress.of(0, 3), 1, 80);
    net.port(3).send(everybody);
    assertThat(net.port(1).receive()).isEqualTo(everybody);
    TestPartition.await().until(() -> !NodeState.of(net.facility(), 2).alive());
    assertNode3IsServed();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(Thread::isAlive)
        .extracting(Thread::getName)
        .doesNotContain("sm2-tx", "sm2-rx");
  }
}
