package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.SendCounter;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.SleepWord;
import dev.smtap.tap.SocketPort;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a burst of frames owes its receiver: a look behind a fence, and in time. Receivers that
 * sleep on the cast bell, because what rings that one shows.
 */
class BurstTest {
  private static final int RECORD_BYTES = 100;
  private static final int MOST_OWED = 64;
  private static final int SMALL_QUOTA = 32;
  private static final int FEW = 8;

  private Partition partition;
  private List<SocketPort> ports;
  private Lane good;
  private Lane other;
  private Lanes lanes;
  private LaneSender sender;

  @BeforeEach
  void make() throws Exception {
    partition = Partition.make();
    ports = SocketPort.pair();
    good = partition.lane(Partition.GOOD, 0);
    other = partition.lane(Partition.HOSTILE, 0);
    lanes = Lanes.NONE.with(good).with(other);
    Adapter adapter =
        partition.adapter(ports.getFirst(), new ReceiverRun.Requests(), AdapterSettings.DEFAULT);
    adapter.setLanes(lanes);
    sender = new LaneSender(adapter, new SendTee(adapter));
    sender.burst().follow(lanes);
    setSleep(Partition.GOOD, SleepWord.AWAKE);
  }

  @AfterEach
  void remove() throws Exception {
    for (SocketPort port : ports) {
      port.close();
    }
    partition.close();
  }

  private void setSleep(int id, int word) {
    long area = partition.info(id).areaPosition();
    SharedMemory.putIntRelease(area + AdapterDescriptor.SLEEP_OFFSET, word);
  }

  /** As if its look at the ring had been too early. */
  private void fallAsleep(int id) {
    setSleep(id, SleepWord.asleep(0, SleepWord.ON_CAST_BELL));
  }

  private int rung() {
    return SharedMemory.getInt(partition.castArea().bellPosition());
  }

  private void send(Lane lane, int frames) {
    for (int i = 0; i < frames; i++) {
      assertThat(sender.current(lanes)).isNotZero();
      assertThat(sender.send(lanes, lane, 0x0800, RECORD_BYTES)).isEqualTo(SendCounter.FRAMES);
    }
  }

  /** Owes the receiver a look, which falls asleep; how often a bell was rung before. */
  private int sendUnseen() {
    int before = rung();
    send(good, 1);
    fallAsleep(Partition.GOOD);
    return before;
  }

  /** As the receiver would when it had read all of that. */
  private void read(int frames) {
    SharedMemory.putLongRelease(partition.readPosition(Partition.GOOD), frames);
  }

  @Test
  void itsEndWakesWhoFellAsleepUnseen() {
    int before = sendUnseen();
    assertThat(rung()).isEqualTo(before);
    sender.burst().end();
    assertThat(rung()).isEqualTo(before + 1);
    sender.burst().end();
    assertThat(rung()).as("nothing is owed any more").isEqualTo(before + 1);
  }

  @Test
  void whoSleepsIsWokenByTheNextFrame() {
    int before = sendUnseen();
    send(good, 1);
    assertThat(rung()).isEqualTo(before + 1);
  }

  @Test
  void aFrameForSomebodyElseEndsIt() {
    int before = sendUnseen();
    send(other, 1);
    assertThat(rung()).isEqualTo(before + 1);
  }

  @Test
  void aLaneThatIsGoneIsOwedNothing() {
    int before = sendUnseen();
    sender.burst().follow(Lanes.NONE.with(other));
    sender.burst().end();
    assertThat(rung()).isEqualTo(before);
  }

  @Test
  void otherLanesThatComeLeaveItAlone() {
    int before = sendUnseen();
    sender.burst().follow(Lanes.NONE.with(good));
    sender.burst().end();
    assertThat(rung()).isEqualTo(before + 1);
  }

  @Test
  void theReadCounterIsLookedAtAgainBehindIt() {
    send(good, FEW);
    read(1);
    send(good, 1);
    assertThat(good.sendSide().held(false)).as("spared").isEqualTo(FEW + 1);
    sender.burst().end();
    send(good, 1);
    assertThat(good.sendSide().held(false)).as("looked at").isEqualTo(FEW + 1);
  }

  @Test
  void itEndsNotBeforeRoomIsShort() {
    for (int sent = 0; sent < 3 * SMALL_QUOTA; sent++) {
      send(good, 1);
      read(sent + 1);
      assertThat(good.sendSide().held(false)).isEqualTo(sent % SMALL_QUOTA + 1);
    }
  }

  @Test
  void aLongOneLooksInBetween() {
    int before = rung();
    for (int sent = 0; sent < MOST_OWED - 1; sent++) {
      send(good, 1);
      read(sent + 1);
    }
    send(good, 1);
    fallAsleep(Partition.GOOD);
    sender.burst().end();
    assertThat(rung()).as("the look was taken with the last frame").isEqualTo(before);
  }
}
