package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.SendCounter;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotTable;
import dev.smtap.tap.SocketPort;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The read counter of a hostile receiver, believed by the real sender only within bounds: no slot
 * is ever in two places. Input: start of the counters, then steps ({@link #step}).
 */
@SuppressWarnings("NullAway.Init") // what an input works on is made at its start
class HostileReceiverFuzzTest {
  private static final int MOST_STEPS = 60;

  // One below what a receiver may hold: a full one costs a wait of 100 ms.
  private static final int MOST_LARGE = 7;
  private static final int MOST_SMALL = 31;

  private static Partition partition;

  private Lane hostile;
  private Lane good;
  private Lanes lanes;
  private LaneSender sender;
  private long read;
  private boolean lied;
  private final Deque<Integer> held = new ArrayDeque<>();

  @BeforeAll
  static void make() throws IOException {
    partition = Partition.make();
  }

  @AfterAll
  static void remove() throws IOException {
    partition.close();
  }

  @FuzzTest
  void noSlotIsTakenBackTwice(byte[] bytes) throws SystemException {
    FuzzInput input = new FuzzInput(bytes);
    long start = input.nextLong();
    hostile = partition.lane(Partition.HOSTILE, start);
    good = partition.lane(Partition.GOOD, start);
    lanes = Lanes.NONE.with(hostile).with(good);
    read = start;
    lied = false;
    held.clear();
    List<SocketPort> ports = SocketPort.pair();
    try (SocketPort port = ports.get(0);
        SocketPort outside = ports.get(1)) {
      assertThat(outside.fd()).isNotNegative();
      Adapter adapter =
          partition.adapter(port, new ReceiverRun.Requests(), AdapterSettings.DEFAULT);
      adapter.setLanes(lanes);
      sender = new LaneSender(adapter, new SendTee(adapter));
      for (int i = 0; i < MOST_STEPS && input.hasMore(); i++) {
        step(input, start);
        checkSlots();
      }
      checkGood();
      settle();
    }
  }

  private void step(FuzzInput input, long start) {
    switch (input.nextByte() % 8) {
      case 0 -> setRead(input.nextLong());
      case 1 -> setRead(read + input.nextByte() % 4);
      case 2 -> setRead(read + (byte) input.nextByte());
      case 3 -> setRead(start);
      case 4 -> send(SlotDescriptor.SMALL_BYTES + 1 + input.nextShort());
      case 5 -> command();
      case 6 -> partition.setReserved(Partition.HOSTILE, input.nextInt(), input.nextInt());
      default -> send(SlotDescriptor.FRAME_OFFSET + 14 + input.nextByte());
    }
  }

  private long readPosition() {
    return partition.readPosition(Partition.HOSTILE);
  }

  private void setRead(long value) {
    SharedMemory.putLongRelease(readPosition(), value);
  }

  /** What the sender must make of the read counter at its next look. */
  private void lookAtRead() {
    long claimed = SharedMemory.getLong(readPosition()) - read;
    lied |= claimed < 0 || claimed > held.size();
    for (long i = 0; i < claimed && !lied; i++) {
      held.removeFirst();
      read++;
    }
  }

  /** Asked before a look: the model looks at the read counter exactly when the sender does. */
  private boolean wouldWait(boolean large) {
    SlotTable slots = partition.info(Partition.OWN).slots();
    long same = held.stream().filter(slot -> slots.isLarge(slot) == large).count();
    return same >= (large ? MOST_LARGE : MOST_SMALL);
  }

  private void send(int recordBytes) {
    if (wouldWait(recordBytes > SlotDescriptor.SMALL_BYTES)) {
      return;
    }
    lookAtRead();
    assertThat(sender.current(lanes)).isNotZero();
    long damaged = count(hostile, SendCounter.RING_DAMAGED);
    long sent = count(hostile, SendCounter.FRAMES);
    sender.send(lanes, hostile, 0x0800, recordBytes);
    sender.burst().end();
    assertThat(count(hostile, SendCounter.RING_DAMAGED)).isEqualTo(lied ? damaged + 1 : damaged);
    assertThat(count(hostile, SendCounter.FRAMES)).isEqualTo(lied ? sent : sent + 1);
    if (!lied) {
      held.addLast(lastSlot(hostile));
    }
  }

  private void command() {
    if (wouldWait(false)) {
      return;
    }
    lookAtRead();
    long sent = count(hostile, SendCounter.COMMANDS);
    sender.sendCommand(lanes, hostile, 1, 2);
    assertThat(count(hostile, SendCounter.COMMANDS)).isEqualTo(lied ? sent : sent + 1);
    if (!lied) {
      held.addLast(lastSlot(hostile));
    }
  }

  private static int lastSlot(Lane lane) {
    AdapterInfo info = partition.info(Partition.OWN);
    long index = lane.own().written() - 1 & (info.geometry().entries() - 1);
    return LaneDescriptor.slot(
        SharedMemory.getLong(
            lane.own().position()
                + LaneDescriptor.DESCRIPTORS_OFFSET
                + index * LaneDescriptor.DESCRIPTOR_BYTES));
  }

  /** Slots that the receiver holds differ from each other and from the one read into next. */
  private void checkSlots() {
    SlotTable slots = partition.info(Partition.OWN).slots();
    Set<Long> positions = new HashSet<>();
    positions.add(sender.current(lanes));
    for (int slot : held) {
      assertThat(slot).isBetween(0, slots.largeSlots() + slots.smallSlots() - 1);
      assertThat(positions.add(slots.position(slot))).as("slot " + slot + " twice").isTrue();
    }
  }

  /** The other receiver gets its frames, whatever this one says, and in slots of their own. */
  private void checkGood() {
    for (int recordBytes : new int[] {100, 3000}) {
      assertThat(sender.current(lanes)).isNotZero();
      sender.send(lanes, good, 0x0800, recordBytes);
      lookAtRead();
      assertThat(held).doesNotContain(lastSlot(good));
    }
    assertThat(count(good, SendCounter.FRAMES)).isEqualTo(2);
  }

  /** A death books what was in flight, and then every slot can be used again. */
  private void settle() {
    hostile.peer().setHealth(Peer.Health.DOWN);
    lookAtRead();
    int inFlight = held.size();
    sender.settle(hostile);
    sender.settle(hostile);
    assertThat(hostile.sendSide().isSettled()).isTrue();
    assertThat(count(hostile, SendCounter.NODE_DIED)).isEqualTo(inFlight);
    assertThat(hostile.sendSide().held(true)).isZero();
    assertThat(hostile.sendSide().held(false)).isZero();
  }

  private static long count(Lane lane, SendCounter counter) {
    return lane.own().sent().get(counter);
  }
}
