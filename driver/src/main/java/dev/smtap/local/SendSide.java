package dev.smtap.local;

import dev.smtap.facility.Counters;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.SendCounter;
import dev.smtap.ring.Doorbell;
import dev.smtap.ring.PairRingWriter;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;

/**
 * The transmitter's half of a lane: the writer, what the receiver holds of each pool, and whether
 * it takes part. Transmitter only, but for {@link #isSettled}.
 */
public final class SendSide {
  private final PairRingWriter writer;
  private final Doorbell doorbell = new Doorbell();
  private final Counters sent;
  private final long headerFirst;
  private final long ownAddress;
  private int heldLarge;
  private int heldSmall;
  private int unreadSends;
  private long peerReadPosition;
  private boolean stalled;
  private boolean damaged;
  private long lastWaitNanos;
  private long othersAtLastWait;
  private volatile boolean settled;

  /**
   * The half of a lane that was just assigned.
   *
   * @param networkIndex index of the network, which is in both addresses
   */
  public SendSide(LaneHead own, int entries, int networkIndex, int ownId, int peerId) {
    this.writer = new PairRingWriter(own.position(), entries, own.start());
    this.sent = own.sent();
    this.ownAddress = NodeAddress.of(networkIndex, ownId);
    this.headerFirst = SmHeader.first(NodeAddress.of(networkIndex, peerId), ownAddress);
  }

  /** The writer of the ring. */
  PairRingWriter writer() {
    return writer;
  }

  /** How to wake the receiver. */
  Doorbell doorbell() {
    return doorbell;
  }

  /** Adds to what is counted of this lane. */
  void count(SendCounter counter, long delta) {
    sent.add(counter, delta);
  }

  /** Frames and commands that were put into the ring. */
  long sent() {
    return sent.get(SendCounter.FRAMES) + sent.get(SendCounter.COMMANDS);
  }

  /** The first word of every SM header on this lane. */
  long headerFirst() {
    return headerFirst;
  }

  /** The second word of the SM header for a packet type. */
  long headerSecond(int packetType) {
    return SmHeader.second(ownAddress, packetType);
  }

  /** Where the receiver counts what it read, or 0 as long as that is not known. */
  long peerReadPosition(Lane lane) {
    if (peerReadPosition == 0) {
      peerReadPosition = lane.findPeerReadPosition();
    }
    return peerReadPosition;
  }

  /** Slots of a pool that the receiver holds. */
  int held(boolean large) {
    return large ? heldLarge : heldSmall;
  }

  /** Frames and commands that went to the receiver since it was last seen to have read one. */
  int unreadSends() {
    return unreadSends;
  }

  /** A slot goes to the receiver. */
  void give(boolean large) {
    unreadSends++;
    hold(large, 1);
  }

  /** A slot came back. */
  void takeBack(boolean large) {
    unreadSends = 0;
    hold(large, -1);
  }

  private void hold(boolean large, int delta) {
    if (large) {
      heldLarge += delta;
    } else {
      heldSmall += delta;
    }
  }

  /** True after a bounded wait ended without progress, until there is some. */
  boolean isStalled() {
    return stalled;
  }

  void setStalled(boolean stalled) {
    this.stalled = stalled;
  }

  /** True when the receiver's read counter was a lie; stays so for this generation. */
  boolean isDamaged() {
    return damaged;
  }

  void setDamaged() {
    damaged = true;
  }

  /** When a wait for this receiver last ended, 0 if never. */
  long lastWaitNanos() {
    return lastWaitNanos;
  }

  /** How many frames had gone to all other receivers by then. */
  long othersAtLastWait() {
    return othersAtLastWait;
  }

  void waited(long nowNanos, long others) {
    lastWaitNanos = nowNanos;
    othersAtLastWait = others;
  }

  /** True when a dead peer's slots were taken back and booked. Any thread. */
  public boolean isSettled() {
    return settled;
  }

  void setSettled() {
    settled = true;
  }
}
