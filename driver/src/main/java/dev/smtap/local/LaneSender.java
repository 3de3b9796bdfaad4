package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.facility.SendCounter;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.PairRingReader;
import dev.smtap.ring.PairRingWriter;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotPool;
import dev.smtap.wire.Command;
import dev.smtap.wire.SmHeader;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames into pair rings and takes slots back. Owns the slot that the next frame is read into:
 * always a large one. A frame that fits is copied into a small slot and the large one is used
 * again, because it is still in the cache. Transmitter only.
 */
final class LaneSender {
  /**
   * The longest wait for one receiver while no other one gets frames, so that nobody loses by it.
   * On a busy machine a receiver may not run for tens of milliseconds, and dropping a whole window
   * of TCP for that costs more than waiting (measured).
   */
  private static final long MOST_WAIT_ALONE_NANOS = 100_000_000;

  /** The longest wait for one receiver, or for a slot, while others want frames too. */
  private static final long MOST_WAIT_NANOS = 10_000_000;

  private static final long PARK_NANOS = 20_000;
  private static final int COMMAND_RECORD_BYTES = SmHeader.PADDED_BYTES + Command.BYTES;

  /** While other receivers get frames too, waiting for one may take a fifth of the time. */
  private static final int WAIT_SHARE = 5;

  private final Adapter adapter;
  private final FramePools pools;
  private final SendTee tee;
  private final Counters counters;
  private final Burst burst;
  private int current = SlotPool.NONE;
  private boolean poolStalled;

  LaneSender(Adapter adapter, SendTee tee) {
    this.adapter = adapter;
    this.tee = tee;
    this.counters = adapter.info().counters(AdapterDescriptor.SENT_OFFSET);
    this.pools = new FramePools(adapter.section(), adapter.info());
    this.burst = new Burst(adapter);
  }

  /** Frames that follow on one another. */
  Burst burst() {
    return burst;
  }

  /** Position of the large slot to read the next frame into, or 0 while there is none. */
  long current(Lanes lanes) {
    if (current == SlotPool.NONE) {
      current = takeLarge(lanes);
      if (current == SlotPool.NONE) {
        return 0;
      }
    }
    return pools.table().position(current);
  }

  /** Keeps the current slot, with its frame, for {@link #resume}; none is current then. */
  int setAside() {
    int slot = current;
    current = SlotPool.NONE;
    pools.addAside(1);
    return slot;
  }

  /** Makes a slot that was set aside the current one, in place of one whose frame is done with. */
  void resume(int slot) {
    if (current != SlotPool.NONE) {
      pools.giveBack(current);
    }
    current = slot;
    pools.addAside(-1);
  }

  /** Why there is no slot: an errno, or 0. */
  int lastError() {
    return pools.pool(true).lastError();
  }

  /**
   * Sends what stands in the current slot to a node, or counts why not.
   *
   * @param recordBytes length from the SM header on
   * @return as what it was counted
   */
  SendCounter send(Lanes lanes, Lane lane, int packetType, int recordBytes) {
    SendSide side = lane.sendSide();
    SendCounter outcome = trySend(lanes, lane, packetType, recordBytes);
    side.count(outcome, 1);
    if (outcome == SendCounter.FRAMES) {
      side.count(SendCounter.BYTES, recordBytes - SlotDescriptor.FRAME_OFFSET);
    }
    return outcome;
  }

  private SendCounter trySend(Lanes lanes, Lane lane, int packetType, int recordBytes) {
    SendSide side = lane.sendSide();
    boolean large = recordBytes > SlotDescriptor.SMALL_BYTES;
    SendCounter obstacle = obstacle(lane, recordBytes);
    if (obstacle != null) {
      return obstacle;
    }
    if (!hasRoom(lanes, side, large) && !waitForRoom(lanes, lane, large)) {
      return SendCounter.RING_FULL;
    }
    int slot = large ? SlotPool.NONE : takeSmall(lanes);
    if (slot == SlotPool.NONE) {
      slot = hasRoom(lanes, side, true) ? handOverCurrent(lanes) : SlotPool.NONE;
    } else {
      int bytes = recordBytes - SlotDescriptor.VIRTIO_OFFSET;
      SharedMemory.copy(
          pools.table().position(current) + SlotDescriptor.VIRTIO_OFFSET,
          pools.table().position(slot) + SlotDescriptor.VIRTIO_OFFSET,
          bytes);
    }
    if (slot == SlotPool.NONE) {
      return SendCounter.POOL_EMPTY;
    }
    publish(lane, slot, side.headerFirst(), side.headerSecond(packetType), recordBytes);
    burst.published(lane);
    return SendCounter.FRAMES;
  }

  /** Sends a command to a node; a full ring drops it. */
  void sendCommand(Lanes lanes, Lane lane, long code, long argument) {
    SendSide side = lane.sendSide();
    if (obstacle(lane, COMMAND_RECORD_BYTES) != null || !hasRoom(lanes, side, false)) {
      return;
    }
    int slot = takeSmall(lanes);
    if (slot == SlotPool.NONE) {
      return;
    }
    long position = pools.table().position(slot);
    SharedMemory.putLong(position + SmHeader.PADDED_BYTES, code);
    SharedMemory.putLong(position + SmHeader.PADDED_BYTES + Long.BYTES, argument);
    long second = SmHeader.second(SmHeader.asCommand(adapter.address()), Command.PACKET_TYPE);
    long first = SmHeader.first(lane.peerAddress(), SmHeader.asCommand(adapter.address()));
    publish(lane, slot, first, second, COMMAND_RECORD_BYTES);
    burst.ring(lane);
    side.count(SendCounter.COMMANDS, 1);
    tee.commandSent(position, lane, first, second, COMMAND_RECORD_BYTES);
  }

  private void publish(Lane lane, int slot, long first, long second, int recordBytes) {
    SendSide side = lane.sendSide();
    long position = pools.table().position(slot);
    SharedMemory.putNetworkLong(position, first);
    SharedMemory.putNetworkLong(position + Long.BYTES, second);
    side.give(pools.table().isLarge(slot));
    side.writer().publish(slot, recordBytes);
  }

  /** Why a lane takes no frames at all, or null. Takes slots back on the way. */
  private @Nullable SendCounter obstacle(Lane lane, int recordBytes) {
    Peer.Health health = lane.peer().health();
    if (lane.peer().isLost() || lane.isAbsent()) {
      return SendCounter.NODE_DOWN;
    }
    if (health == Peer.Health.UP || (health == Peer.Health.HUNG && lane.peer().beatsAgain())) {
      if (!sparesLook(lane, recordBytes)) {
        reclaim(lane);
      }
      return lane.sendSide().isDamaged() ? SendCounter.RING_DAMAGED : null;
    }
    return health == Peer.Health.HUNG ? SendCounter.NODE_HUNG : SendCounter.NODE_DOWN;
  }

  /**
   * Whether the read counter, which is on the receiver's processor, need not be looked at for this
   * frame: what the receiver is known to hold leaves room in any case. Large slots are taken back
   * at once, while they are in the cache.
   */
  private boolean sparesLook(Lane lane, int recordBytes) {
    SendSide side = lane.sendSide();
    return recordBytes <= SlotDescriptor.SMALL_BYTES
        && burst.sparesLook(lane, recordBytes)
        && !side.writer().isFull()
        && !pools.isAtQuota(false, side)
        && pools.isHalfFree(false);
  }

  private boolean hasRoom(Lanes lanes, SendSide side, boolean large) {
    if (side.writer().isFull() || pools.isAtQuota(large, side)) {
      return false;
    }
    if (pools.isHalfFree(large) || pools.goesOn(large, side, lanes.count())) {
      return true;
    }
    // What others have read they only seem to hold.
    reclaimAll(lanes);
    return pools.isHalfFree(large);
  }

  private int takeSmall(Lanes lanes) {
    int slot = pools.pool(false).take();
    if (slot == SlotPool.NONE) {
      reclaimAll(lanes);
      slot = pools.pool(false).take();
    }
    return slot;
  }

  private int takeLarge(Lanes lanes) {
    int slot = pools.pool(true).take();
    if (slot == SlotPool.NONE) {
      reclaimAll(lanes);
      slot = pools.pool(true).take();
    }
    return slot;
  }

  /** Gives the current slot away, if there is another one to read the next frame into. */
  private int handOverCurrent(Lanes lanes) {
    int next = takeLarge(lanes);
    if (next == SlotPool.NONE && !poolStalled) {
      next = waitForSlot(lanes);
    }
    poolStalled = next == SlotPool.NONE;
    if (poolStalled) {
      return SlotPool.NONE;
    }
    int full = current;
    current = next;
    return full;
  }

  private int waitForSlot(Lanes lanes) {
    burst.end();
    long start = System.nanoTime();
    int slot;
    do {
      LockSupport.parkNanos(PARK_NANOS);
      slot = takeLarge(lanes);
    } while (slot == SlotPool.NONE && System.nanoTime() - start < MOST_WAIT_NANOS);
    return slot;
  }

  /**
   * Waits, within bounds, for a receiver that holds all it may. After a full wait without progress
   * the receiver counts as stalled, and its frames are dropped at once until it goes on.
   */
  private boolean waitForRoom(Lanes lanes, Lane lane, boolean large) {
    SendSide side = lane.sendSide();
    if (side.isStalled()) {
      return false;
    }
    burst.end();
    long others = framesToOthers(lanes, lane);
    long start = System.nanoTime();
    boolean alone = others == side.othersAtLastWait();
    long share = Math.min(MOST_WAIT_NANOS, (start - side.lastWaitNanos()) / WAIT_SHARE);
    long allowance = alone ? MOST_WAIT_ALONE_NANOS : share;
    long now = start;
    int before = side.writer().held();
    while (now - start < allowance && lane.peer().health() == Peer.Health.UP) {
      LockSupport.parkNanos(PARK_NANOS);
      reclaim(lane);
      now = System.nanoTime();
      if (hasRoom(lanes, side, large)) {
        side.waited(now, others);
        return true;
      }
    }
    side.waited(now, others);
    if (now - start >= MOST_WAIT_NANOS && side.writer().held() == before) {
      side.setStalled(true);
    }
    return false;
  }

  /** What is cast is for others too. */
  private long framesToOthers(Lanes lanes, Lane lane) {
    long frames = counters.get(AdapterSendCounter.CAST);
    for (int i = 0; i < lanes.count(); i++) {
      Lane each = lanes.at(i);
      if (each != lane) {
        frames += each.sendSide().writer().written();
      }
    }
    return frames;
  }

  /** Takes back from one receiver what it has read. */
  private void reclaim(Lane lane) {
    SendSide side = lane.sendSide();
    if (side.isDamaged() || lane.peer().isLost()) {
      return;
    }
    long readPosition = side.peerReadPosition(lane);
    if (readPosition == 0) {
      return;
    }
    int count = side.writer().reclaim(readPosition);
    if (count == PairRingWriter.DAMAGED) {
      side.setDamaged();
      return;
    }
    takeBack(side, count);
    if (count > 0) {
      side.setStalled(false);
    }
  }

  private void takeBack(SendSide side, int count) {
    for (int i = 0; i < count; i++) {
      int slot = side.writer().takeBack();
      side.takeBack(pools.table().isLarge(slot));
      pools.giveBack(slot);
    }
  }

  private void reclaimAll(Lanes lanes) {
    for (int i = 0; i < lanes.count(); i++) {
      if (lanes.at(i).peer().health() == Peer.Health.UP) {
        reclaim(lanes.at(i));
      }
    }
  }

  /**
   * Takes back everything from a node whose lock is gone, or whose receiver on this network has
   * ended, and books what it had not read.
   */
  void settle(Lane lane) {
    SendSide side = lane.sendSide();
    if (side.isSettled()) {
      return;
    }
    reclaim(lane);
    int inFlight = side.writer().held();
    side.count(SendCounter.NODE_DIED, unread(lane, inFlight));
    takeBack(side, inFlight);
    side.setSettled();
  }

  /**
   * Frames that a dead node accounts for nowhere. It counts a frame before it moves its read
   * counter, so one that died in between has counted some of those in flight.
   */
  private static long unread(Lane lane, int inFlight) {
    if (inFlight == 0 || lane.peer().isLost()) {
      return inFlight;
    }
    int mostCounted = Math.min(PairRingReader.MOST_TAKEN, inFlight);
    long uncounted = lane.sendSide().sent() - lane.countedByPeer();
    return Math.clamp(uncounted, (long) inFlight - mostCounted, inFlight);
  }
}
