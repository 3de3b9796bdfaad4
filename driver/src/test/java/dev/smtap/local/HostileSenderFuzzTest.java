package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.facility.Counters;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.SlotDescriptor;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A pair ring that a hostile sender writes, read by the real receiver beside the ring of a good
 * peer. Input: how (bit 0 busy poll, bit 1 the receiver looks first at the hostile ring, bit 2
 * reserved slots are a lie, bit 3 the write counter is one, bit 4 small MTU), start of the
 * counters, the lies, the ring ({@link HostileRing}).
 */
class HostileSenderFuzzTest {
  private static final int PASSES = 3;

  private static Partition partition;

  @BeforeAll
  static void make() throws IOException {
    partition = Partition.make();
  }

  @AfterAll
  static void remove() throws IOException {
    partition.close();
  }

  @FuzzTest
  void everyDescriptorIsCountedAndNothingElseIsDelivered(byte[] bytes) throws SystemException {
    FuzzInput input = new FuzzInput(bytes);
    int how = input.nextByte();
    long start = input.nextLong();
    Lane hostile = partition.lane(Partition.HOSTILE, start);
    Lane good = partition.lane(Partition.GOOD, start);
    GoodFrames.publish(partition, start);
    HostileRing ring = new HostileRing(partition, start);
    if ((how & 4) != 0) {
      ring.setReserved(input.nextInt(), input.nextInt());
    }
    long lie = (how & 8) != 0 ? input.nextLong() : 0;
    ring.write(input);
    ring.publish(lie);
    try (ReceiverRun run = new ReceiverRun()) {
      AdapterSettings settings = new AdapterSettings(0, (how & 1) != 0, 1);
      Adapter adapter = partition.adapter(run.port(), new ReceiverRun.Requests(), settings);
      adapter.setMtu((how & 16) != 0 ? 1500 : 65_521);
      Lanes lanes = Lanes.NONE;
      adapter.setLanes(
          (how & 2) != 0 ? lanes.with(hostile).with(good) : lanes.with(good).with(hostile));
      Deliveries deliveries = new Deliveries(ring);
      run.run(adapter, new Receiver(adapter, null), PASSES, deliveries);
      check(ring, hostile.received(), deliveries);
      assertThat(hostile.own().read() - start).isEqualTo(ring.readable());
      checkGood(run, good, start);
    }
  }

  /** Hostile frames as they come out: each is one of the ring, whole, and in its order. */
  private static final class Deliveries implements ReceiverRun.Sink {
    private final HostileRing ring;
    private int next;
    private int count;
    private long bytes;

    Deliveries(HostileRing ring) {
      this.ring = ring;
    }

    @Override
    public void take(long position, int length) {
      count++;
      bytes += length - (SlotDescriptor.FRAME_OFFSET - SlotDescriptor.VIRTIO_OFFSET);
      while (next < ring.frames().size() && !isSame(ring.frames().get(next), position, length)) {
        next++;
      }
      assertThat(next++).as("a frame that is not in the ring").isLessThan(ring.frames().size());
    }

    private static boolean isSame(long[] frame, long position, int length) {
      if (frame[1] - SlotDescriptor.VIRTIO_OFFSET != length) {
        return false;
      }
      byte[] wanted = new byte[length];
      byte[] found = new byte[length];
      SharedMemory.copyOut(frame[0] + SlotDescriptor.VIRTIO_OFFSET, wanted);
      SharedMemory.copyOut(position, found);
      return Arrays.equals(wanted, found);
    }
  }

  private static void check(HostileRing ring, Counters counted, Deliveries deliveries) {
    assertThat(counted.get(ReceiveCounter.COMMANDS)).isEqualTo(ring.commands());
    assertThat(counted.get(ReceiveCounter.BAD_DESCRIPTOR)).isEqualTo(ring.badDescriptors());
    assertThat(counted.get(ReceiveCounter.BAD_SOURCE)).isEqualTo(ring.badSources());
    assertThat(counted.get(ReceiveCounter.FRAMES)).isEqualTo(deliveries.count);
    assertThat(counted.get(ReceiveCounter.BYTES)).isEqualTo(deliveries.bytes);
    long all = counted.get(ReceiveCounter.FRAMES) + counted.get(ReceiveCounter.COMMANDS);
    for (ReceiveCounter each : ReceiveCounter.values()) {
      all += each.isDrop() ? counted.get(each) : 0;
    }
    assertThat(all).as("every descriptor is counted once").isEqualTo(ring.readable());
  }

  private static void checkGood(ReceiverRun run, Lane good, long start) {
    assertThat(good.own().read() - start).isEqualTo(GoodFrames.COUNT);
    long refused = good.received().get(ReceiveCounter.REFUSED);
    assertThat(good.received().get(ReceiveCounter.FRAMES)).isEqualTo(GoodFrames.COUNT - refused);
    assertThat(run.good()).hasSize(GoodFrames.COUNT - (int) refused);
  }
}
