package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.Counters;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastDescriptor;
import dev.smtap.ring.CastSlotDescriptor;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A cast area in which everything may stand, read by the real receiver beside the ring of a good
 * peer. Input: how (bit 0 busy poll, bit 1 all groups, bit 2 small MTU), start of the counters,
 * then changes ({@link #change}).
 */
class HostileCastFuzzTest {
  private static final int PASSES = 4;
  private static final int MOST_CHANGES = 48;
  private static final long GROUP = 0x0100_5e00_0001L;

  private static Partition partition;

  private final Map<Integer, Long> slots = new HashMap<>();

  @BeforeAll
  static void make() throws IOException {
    partition = Partition.make();
  }

  @AfterAll
  static void remove() throws IOException {
    partition.close();
  }

  @FuzzTest
  void nothingButFramesIsDelivered(byte[] bytes) throws SystemException {
    FuzzInput input = new FuzzInput(bytes);
    int how = input.nextByte();
    long start = input.nextLong();
    reset(start);
    Lane good = partition.lane(Partition.GOOD, start);
    GoodFrames.publish(partition, start);
    try (ReceiverRun run = new ReceiverRun()) {
      AdapterSettings settings = new AdapterSettings(0, (how & 1) != 0, 1);
      Adapter adapter = partition.adapter(run.port(), new ReceiverRun.Requests(), settings);
      adapter.setMtu((how & 4) != 0 ? 1500 : 65_521);
      adapter.setLanes(Lanes.NONE.with(good));
      adapter.setMulticast(
          (how & 2) != 0 ? MulticastFilter.ALL : new MulticastFilter(false, new long[] {GROUP}));
      Receiver receiver = new Receiver(adapter, null);
      for (int i = 0; i < MOST_CHANGES && input.hasMore(); i++) {
        change(i + 1, input);
      }
      Deliveries deliveries = new Deliveries();
      run.run(adapter, receiver, PASSES, deliveries);
      check(run, good, deliveries);
    }
  }

  private void reset(long start) {
    slots.clear();
    CastArea area = partition.castArea();
    SharedMemory.clear(area.position(), CastDescriptor.slotsOffset(0, area.rings(), area.slots()));
    for (int ring = 0; ring < area.rings(); ring++) {
      SharedMemory.putLong(area.writtenPosition(ring), start);
      for (int slot = 0; slot < area.slots(); slot++) {
        SharedMemory.clear(area.position() + area.slotOffset(ring, slot), 128);
      }
    }
  }

  private void change(int number, FuzzInput input) {
    CastArea area = partition.castArea();
    int kind = input.nextByte();
    int ring = (kind >> 4) % area.rings();
    switch (kind & 7) {
      case 0 -> SharedMemory.putLong(area.writtenPosition(ring), input.nextLong());
      case 1 -> SharedMemory.putLong(area.labelPosition(ring), input.nextLong());
      case 2 -> SharedMemory.putLong(area.labelPosition(ring), GROUP);
      case 3 -> scribble(area.position() + area.slotOffset(ring, input.nextByte()), input);
      case 4 -> SharedMemory.putLong(area.lockPosition(), input.nextLong());
      default -> record(number, ring, input);
    }
    SharedMemory.getAndAddInt(area.bellPosition(), 1);
  }

  private static void scribble(long slot, FuzzInput input) {
    SharedMemory.putLong(slot + (input.nextByte() % 8) * 8L, input.nextLong());
  }

  /** A record in order, with a length, a node, a generation and an SM header of the input's. */
  private void record(int number, int ring, FuzzInput input) {
    CastArea area = partition.castArea();
    long written = area.written(ring);
    long slot = area.position() + area.slotOffset(ring, written);
    int how = input.nextByte();
    int length = (how & 1) != 0 ? input.nextInt() : 20 + input.nextByte();
    int node = (how & 2) != 0 ? input.nextInt() : Partition.HOSTILE;
    long generation = (how & 4) != 0 ? input.nextLong() : 1000 + Partition.HOSTILE;
    long source = NodeAddress.of(0, node & 0xffff);
    if ((how & 8) != 0) {
      source = (how & 16) != 0 ? SmHeader.asCommand(source) : input.nextLong() & 0xffff_ffff_ffffL;
    }
    long record = slot + CastSlotDescriptor.RECORD_OFFSET;
    SharedMemory.putLong(slot, written + 1);
    SharedMemory.putLong(slot + 8, CastSlotDescriptor.senderAndLength(node, length));
    SharedMemory.putLong(slot + CastSlotDescriptor.GENERATION_OFFSET, generation);
    SharedMemory.putLong(slot + CastSlotDescriptor.TIME_OFFSET, System.nanoTime());
    SharedMemory.putNetworkLong(record, SmHeader.first(GROUP, source));
    SharedMemory.putNetworkLong(record + 8, SmHeader.second(source, 0x0800));
    SharedMemory.putLong(record + 16, input.nextLong());
    SharedMemory.putNetworkLong(record + SlotDescriptor.FRAME_OFFSET + 6, number);
    SharedMemory.putLong(area.writtenPosition(ring), written + 1);
    slots.put(number, slot);
  }

  /** What comes out: only frames whose SM header names their sender and is no command. */
  private final class Deliveries implements ReceiverRun.Sink {
    private int count;
    private long bytes;

    @Override
    public void take(long position, int length) {
      count++;
      bytes += length - 12;
      int number = (int) SharedMemory.getNetworkLong(position + 12 + 6);
      assertThat(slots).containsKey(number);
      long slot = slots.getOrDefault(number, 0L);
      int node = CastSlotDescriptor.nodeId(SharedMemory.getLong(slot + 8));
      long record = slot + CastSlotDescriptor.RECORD_OFFSET;
      long source = SharedMemory.getNetworkLong(record + SmHeader.SOURCE_OFFSET) >>> 16;
      assertThat(NodeAddress.isNodeId(node)).isTrue();
      assertThat(source).isEqualTo(NodeAddress.of(0, node));
      assertThat(content(position, length))
          .isEqualTo(content(record + SlotDescriptor.VIRTIO_OFFSET, length));
    }

    private static byte[] content(long position, int length) {
      byte[] bytes = new byte[length];
      SharedMemory.copyOut(position, bytes);
      return bytes;
    }
  }

  private static void check(ReceiverRun run, Lane good, Deliveries deliveries) {
    Counters counted = partition.info(Partition.OWN).counters(AdapterDescriptor.RECEIVED_OFFSET);
    assertThat(counted.get(AdapterReceiveCounter.CAST)).isEqualTo(deliveries.count);
    assertThat(counted.get(AdapterReceiveCounter.CAST_BYTES)).isEqualTo(deliveries.bytes);
    assertThat(counted.get(AdapterReceiveCounter.INTERFACE_GONE)).isZero();
    assertThat(good.received().get(ReceiveCounter.FRAMES)).isEqualTo(GoodFrames.COUNT);
    assertThat(run.good()).hasSize(GoodFrames.COUNT);
  }
}
