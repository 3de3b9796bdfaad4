package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.facility.SendCounter;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastDescriptor;
import dev.smtap.ring.CastRingReader;
import dev.smtap.ring.CastSlotDescriptor;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.SlotTable;
import dev.smtap.tap.SocketPort;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Whatever a kernel sends out of the interface, through the real transmitter: nothing becomes a
 * command, and every frame is counted once. Input: how (bit 0 an address is learned, bit 1 frames
 * are read ahead), then frames: kind, length, first bytes.
 */
class TapFramesFuzzTest {
  private static final int MOST_FRAMES = 24;
  private static final int LONGEST = 69_700;
  private static final long DEADLINE_NANOS = 10_000_000_000L;
  private static final long LEARNED = 0x0200_0000_0042L;

  private static Partition partition;
  private static MappedSection memory;

  private int written;
  private int casts;

  @BeforeAll
  static void make() throws IOException {
    partition = Partition.make();
    memory = MappedSection.ofPrivateMemory(LONGEST + (long) CastSlotDescriptor.BYTES);
  }

  @AfterAll
  static void remove() throws IOException {
    partition.close();
    memory.close();
  }

  @FuzzTest
  void everyFrameIsCountedAndNoneIsACommand(byte[] bytes) throws SystemException {
    FuzzInput input = new FuzzInput(bytes);
    Lane lane = partition.lane(Partition.GOOD, 0);
    clearCasts();
    List<SocketPort> ports = SocketPort.pair();
    try (SocketPort port = ports.get(0);
        SocketPort outside = ports.get(1)) {
      Adapter adapter =
          partition.adapter(port, new ReceiverRun.Requests(), AdapterSettings.DEFAULT);
      adapter.setMtu(65_521);
      adapter.setLanes(Lanes.NONE.with(lane));
      int how = input.nextByte();
      if ((how & 1) != 0) {
        adapter.learned().learn(LEARNED, Partition.GOOD, System.nanoTime());
      }
      written = 0;
      for (int i = 0; i < MOST_FRAMES && input.hasMore(); i++) {
        writeFrame(outside, input);
      }
      transmit(adapter, (how & 2) != 0 ? new ForeseeingSteering() : null);
      checkCounters(lane);
      checkRing(lane);
      checkCasts();
    }
  }

  private static void clearCasts() {
    CastArea area = partition.castArea();
    SharedMemory.clear(area.position(), CastDescriptor.slotsOffset(0, area.rings(), area.slots()));
  }

  private void writeFrame(SocketPort outside, FuzzInput input) {
    int kind = input.nextByte();
    int length = (kind & 1) != 0 ? input.nextInt() : input.nextByte();
    long frame = memory.position();
    SharedMemory.clear(frame, 64);
    SharedMemory.copyIn(input.next(32), frame);
    long destination =
        switch (kind >> 1 & 7) {
          case 0 -> NodeAddress.of(0, Partition.GOOD);
          case 1 -> NodeAddress.of(0, input.nextShort());
          case 2 -> 0x0100_5e00_0000L | input.nextByte();
          case 3 -> LEARNED;
          case 4 -> 0xffff_ffff_ffffL;
          default -> SharedMemory.getNetworkLong(frame + 12) >>> 16;
        };
    SharedMemory.putNetworkLong(frame + 12, destination << 16);
    // An empty frame is how the end of a socket looks; a TAP has none.
    int bytes = 1 + Math.floorMod(length, LONGEST - 1);
    if (DataCalls.write(outside.fd(), frame, bytes) == bytes) {
      written++;
    }
  }

  private void transmit(Adapter adapter, @Nullable Steering steering) throws SystemException {
    Transmitter transmitter = new Transmitter(adapter, steering);
    Throwable[] failure = new Throwable[1];
    Thread thread = new Thread(transmitter, "fuzzed-tx");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
    thread.start();
    Counters counters = counters();
    long start = System.nanoTime();
    while (counters.get(AdapterSendCounter.READ) < written && thread.isAlive()) {
      assertThat(System.nanoTime() - start).as("it hangs").isLessThan(DEADLINE_NANOS);
      Thread.onSpinWait();
    }
    transmitter.stop();
    try {
      thread.join(DEADLINE_NANOS / 1_000_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(thread.isAlive()).as("the transmitter does not end").isFalse();
    transmitter.close();
    assertThat(failure[0]).isNull();
  }

  private static Counters counters() {
    return partition.info(Partition.OWN).counters(AdapterDescriptor.SENT_OFFSET);
  }

  private void checkCounters(Lane lane) {
    Counters counters = counters();
    long all =
        counters.get(AdapterSendCounter.CAST)
            + counters.get(AdapterSendCounter.OWN_NODE)
            + counters.get(AdapterSendCounter.NEIGHBOUR);
    for (AdapterSendCounter each : AdapterSendCounter.values()) {
      all += each.isDrop() ? counters.get(each) : 0;
    }
    for (SendCounter each : SendCounter.values()) {
      boolean counts = each == SendCounter.FRAMES || each.isDrop();
      all += counts ? lane.own().sent().get(each) : 0;
    }
    assertThat(counters.get(AdapterSendCounter.READ)).isEqualTo(written);
    assertThat(all).as("every frame is counted once").isEqualTo(written);
    assertThat(counters.get(AdapterSendCounter.CAST_COMMANDS)).isZero();
    assertThat(lane.own().sent().get(SendCounter.COMMANDS)).isZero();
  }

  private static void checkRing(Lane lane) {
    AdapterInfo info = partition.info(Partition.OWN);
    SlotTable slots = info.slots();
    long count = lane.own().written();
    assertThat(lane.own().sent().get(SendCounter.FRAMES)).isEqualTo(count);
    for (long i = 0; i < count; i++) {
      long descriptor =
          SharedMemory.getLong(
              lane.own().position()
                  + LaneDescriptor.DESCRIPTORS_OFFSET
                  + i * LaneDescriptor.DESCRIPTOR_BYTES);
      int slot = LaneDescriptor.slot(descriptor);
      assertThat(LaneDescriptor.length(descriptor)).isBetween(28 + 14, slots.bytes(slot));
      checkHeader(slots.position(slot), NodeAddress.of(0, Partition.GOOD));
    }
  }

  /** Source and type of the SM header, and the inner destination behind it. */
  private static void checkHeader(long record, long destination) {
    long first = SharedMemory.getNetworkLong(record);
    long second = SharedMemory.getNetworkLong(record + 8);
    assertThat(SmHeader.source(first, second)).isEqualTo(NodeAddress.of(0, Partition.OWN));
    assertThat(SmHeader.destination(first)).isEqualTo(destination);
    int innerType = (int) (SharedMemory.getNetworkLong(record + 28 + 8) >>> 16) & 0xffff;
    assertThat(SmHeader.packetType(second)).isEqualTo(innerType);
    assertThat(second & 0xffff).isZero();
  }

  private void checkCasts() {
    CastArea area = partition.castArea();
    casts = 0;
    for (int ring = 0; ring < area.rings(); ring++) {
      long end = area.written(ring);
      casts += (int) end;
      SharedMemory.putLong(area.writtenPosition(ring), Math.max(end - area.slots(), 0));
      CastRingReader reader = new CastRingReader(area, ring, memory.position(LONGEST));
      SharedMemory.putLong(area.writtenPosition(ring), end);
      for (long i = Math.max(end - area.slots(), 0); i < end; i++) {
        assertThat(reader.read()).isEqualTo(CastRingReader.Result.RECORD);
        long destination = SharedMemory.getNetworkLong(reader.bufferPosition()) >>> 16;
        checkHeader(reader.bufferPosition(), destination);
        assertThat(destination >>> 40 & 1).isEqualTo(1);
      }
    }
    assertThat(counters().get(AdapterSendCounter.CAST)).isEqualTo(casts);
  }
}
