package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.Geometry;
import dev.smtap.facility.SendCounter;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.tap.SocketPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many receivers that stop at once, before any is found to have, leave the others enough slots. */
class StoppedReceiversTest {
  private static final int NODES = 7;
  private static final int SMALL_RECORD = SlotDescriptor.FRAME_OFFSET + 60;
  private static final int LARGE_RECORD = SlotDescriptor.SMALL_BYTES + 1;
  private static final int FRAMES_TO_THE_LIVING = 200;

  private Partition partition;
  private Lane living;
  private final List<Lane> stopped = new ArrayList<>();
  private Lanes lanes = Lanes.NONE;
  private LaneSender sender;
  private List<SocketPort> ports;

  @BeforeEach
  void make() throws IOException, SystemException {
    partition = Partition.make(NODES);
    living = partition.lane(Partition.GOOD, 0);
    lanes = lanes.with(living);
    for (int id = Partition.GOOD + 1; id <= NODES; id++) {
      Lane lane = partition.lane(id, 0);
      stopped.add(lane);
      lanes = lanes.with(lane);
    }
    ports = SocketPort.pair();
    Adapter adapter =
        partition.adapter(ports.getFirst(), new ReceiverRun.Requests(), AdapterSettings.DEFAULT);
    adapter.setLanes(lanes);
    sender = new LaneSender(adapter, new SendTee(adapter));
  }

  @AfterEach
  void remove() throws IOException, SystemException {
    for (SocketPort port : ports) {
      port.close();
    }
    partition.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL_RECORD, LARGE_RECORD})
  void halfOfThePoolIsLeftToTheLiving(int recordBytes) {
    boolean large = recordBytes == LARGE_RECORD;
    int slots = large ? partition.info(1).geometry().largeSlots() : Geometry.LEAST_SLOTS;
    int accepted = 0;
    for (int round = 0; round < slots; round++) {
      for (Lane lane : stopped) {
        accepted += send(lane, recordBytes) == SendCounter.FRAMES ? 1 : 0;
      }
    }
    assertThat(accepted).isBetween(slots / 2 - 1, slots / 2 + slots / 4 + stopped.size());
    assertThat(stopped).allMatch(lane -> lane.sendSide().isStalled());
    for (int i = 0; i < FRAMES_TO_THE_LIVING; i++) {
      assertThat(send(living, recordBytes)).isEqualTo(SendCounter.FRAMES);
      readAll(living);
    }
  }

  @Test
  void oneThatGoesOnGetsFramesAgain() {
    Lane lane = stopped.getFirst();
    int accepted = 0;
    while (send(lane, SMALL_RECORD) == SendCounter.FRAMES) {
      accepted++;
    }
    assertThat(accepted).isEqualTo(Geometry.quota(Geometry.LEAST_SLOTS));
    assertThat(send(lane, SMALL_RECORD)).isEqualTo(SendCounter.RING_FULL);
    readAll(lane);
    assertThat(send(lane, SMALL_RECORD)).isEqualTo(SendCounter.FRAMES);
    assertThat(lane.sendSide().isStalled()).isFalse();
  }

  private SendCounter send(Lane lane, int recordBytes) {
    if (sender.current(lanes) == 0) {
      return SendCounter.POOL_EMPTY;
    }
    return sender.send(lanes, lane, 0x0800, recordBytes);
  }

  /** Does what a receiver does: everything that stands in its ring has been read. */
  private void readAll(Lane lane) {
    long position = partition.readPosition(lane.peer().nodeId());
    SharedMemory.putLongRelease(position, lane.own().written());
  }
}
