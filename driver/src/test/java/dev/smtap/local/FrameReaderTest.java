package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.SendCounter;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.tap.SocketPort;
import dev.smtap.wire.VirtioNetHeader;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames are read ahead where steering wants it, and come out as they went in. */
class FrameReaderTest {
  private static final int SMALL_BYTES = 100;
  private static final int LARGE_BYTES = 5_000;

  private final ForeseeingSteering steering = new ForeseeingSteering();
  private Partition partition;
  private List<SocketPort> ports;
  private MappedSection memory;
  private Lane lane;
  private Lanes lanes;
  private LaneSender sender;
  private FrameReader reader;

  @BeforeEach
  void make() throws Exception {
    partition = Partition.make();
    ports = SocketPort.pair();
    memory = MappedSection.ofPrivateMemory(SlotDescriptor.LARGE_BYTES);
    lane = partition.lane(Partition.GOOD, 0);
    lanes = Lanes.NONE.with(lane);
    Adapter adapter =
        partition.adapter(ports.get(0), new ReceiverRun.Requests(), AdapterSettings.DEFAULT);
    adapter.setLanes(lanes);
    sender = new LaneSender(adapter, new SendTee(adapter));
    reader = new FrameReader(ports.get(0).fd(), sender, steering);
  }

  @AfterEach
  void remove() throws Exception {
    for (SocketPort port : ports) {
      port.close();
    }
    memory.close();
    partition.close();
  }

  /** The kernel has frames with these numbers. */
  private void write(long first, long last, int bytes) {
    for (long number = first; number <= last; number++) {
      SharedMemory.putNetworkLong(memory.position() + VirtioNetHeader.BYTES, number);
      SharedMemory.putNetworkLong(memory.position() + bytes - Long.BYTES, ~number);
      assertThat(DataCalls.write(ports.get(1).fd(), memory.position(), bytes)).isEqualTo(bytes);
    }
  }

  private void expect(long number, int bytes) {
    long slot = sender.current(lanes);
    assertThat(slot).isNotZero();
    assertThat(reader.next(lanes)).isEqualTo(bytes);
    long start = sender.current(lanes) + SlotDescriptor.VIRTIO_OFFSET;
    assertThat(SharedMemory.getNetworkLong(start + VirtioNetHeader.BYTES)).isEqualTo(number);
    assertThat(SharedMemory.getNetworkLong(start + bytes - Long.BYTES)).isEqualTo(~number);
  }

  private void expectForeseen(long last) {
    assertThat(steering.foreseen()).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
  }

  @Test
  void allThatAreReadAheadAreForeseenBeforeTheFirst() {
    write(1, FrameReader.MOST_AHEAD + 2, SMALL_BYTES);
    expect(1, SMALL_BYTES);
    expectForeseen(FrameReader.MOST_AHEAD);
    for (int number = 2; number <= FrameReader.MOST_AHEAD + 2; number++) {
      expect(number, SMALL_BYTES);
    }
    expectForeseen(FrameReader.MOST_AHEAD + 2);
    assertThat(sender.current(lanes)).isNotZero();
    assertThat(reader.next(lanes)).isEqualTo(-Errno.EAGAIN);
  }

  @Test
  void aSingleFrameIsNotForeseen() {
    write(1, 1, SMALL_BYTES);
    expect(1, SMALL_BYTES);
    expectForeseen(0);
  }

  @Test
  void whereSteeringDoesNotWantItOneIsReadAtATime() {
    steering.setLooksAhead(false);
    write(1, 3, SMALL_BYTES);
    expect(1, SMALL_BYTES);
    steering.setLooksAhead(true);
    expect(2, SMALL_BYTES);
    assertThat(steering.foreseen()).containsExactly(2L, 3L);
  }

  @Test
  void longFramesAreNotWaitedFor() {
    int most = FrameReader.MOST_BYTES_AHEAD / LARGE_BYTES + 1;
    write(1, most + 1, LARGE_BYTES);
    expect(1, LARGE_BYTES);
    expectForeseen(most);
  }

  /** More frames than slots: a slot that was lost each time would be missed. */
  @Test
  void slotsComeBackWhateverBecomesOfTheFrames() {
    int rounds = 2 * partition.info(Partition.OWN).geometry().largeSlots();
    long number = 1;
    for (int round = 0; round < rounds; round++) {
      long last = number + round % FrameReader.MOST_AHEAD;
      write(number, last, LARGE_BYTES);
      for (; number <= last; number++) {
        expect(number, LARGE_BYTES);
        if (number % 3 != 0) {
          int recordBytes = LARGE_BYTES + SlotDescriptor.VIRTIO_OFFSET;
          assertThat(sender.send(lanes, lane, 0x0800, recordBytes)).isEqualTo(SendCounter.FRAMES);
          readAll();
        }
      }
    }
    assertThat(number).isGreaterThan(rounds);
  }

  /** Does what a receiver does: everything that stands in its ring has been read. */
  private void readAll() {
    SharedMemory.putLongRelease(partition.readPosition(Partition.GOOD), lane.own().written());
  }

  @Test
  void whatWasReadAheadOfTheEndStillComes() throws Exception {
    write(1, 2, SMALL_BYTES);
    ports.get(1).close();
    expect(1, SMALL_BYTES);
    expect(2, SMALL_BYTES);
    assertThat(reader.next(lanes)).isZero();
  }
}
