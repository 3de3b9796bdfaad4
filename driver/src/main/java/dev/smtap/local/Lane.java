package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterEntryDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Counters;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.PairRingReader;
import dev.smtap.ring.SlotTable;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import org.jspecify.annotations.Nullable;

/**
 * What connects an adapter to one peer's adapter on the same network: the ring to it, the ring from
 * it, and where both are found. One half is the transmitter's ({@link SendSide}), one the
 * receiver's; the lane itself is immutable but for the reader, which the receiver finds when the
 * peer has made its own lane.
 */
public final class Lane {
  private final Peer peer;
  private final int index;
  private final LaneHead own;
  private final AdapterInfo peerAdapter;
  private final SlotTable peerSlots;
  private final int ownId;
  private final long ownGeneration;
  private final SendSide sendSide;
  private final Counters received;
  private final long peerAddress;
  private final long peerMacPosition;
  private @Nullable PairRingReader reader;
  private volatile boolean drained;
  private volatile boolean absent;

  /**
   * A lane whose head is assigned already.
   *
   * @param index number of the lane in the own adapter
   * @param own its head in the own section
   * @param sendSide the transmitter's half
   */
  public Lane(
      Peer peer,
      int index,
      LaneHead own,
      AdapterInfo peerAdapter,
      int ownId,
      long ownGeneration,
      SendSide sendSide) {
    this.peer = peer;
    this.index = index;
    this.own = own;
    this.peerAdapter = peerAdapter;
    this.peerSlots = peerAdapter.slots();
    this.ownId = ownId;
    this.ownGeneration = ownGeneration;
    this.sendSide = sendSide;
    this.received = own.received();
    this.peerAddress = NodeAddress.of(peerAdapter.network(), peer.nodeId());
    this.peerMacPosition =
        peer.view().entry(peerAdapter).position() + AdapterEntryDescriptor.MAC_OFFSET;
  }

  /** The peer. */
  public Peer peer() {
    return peer;
  }

  /** Number of the lane in the own adapter. */
  public int index() {
    return index;
  }

  /** Head of the lane in the own section. */
  public LaneHead own() {
    return own;
  }

  /** The transmitter's half. */
  public SendSide sendSide() {
    return sendSide;
  }

  /** Counters of what was received. Written by the receiver. */
  public Counters received() {
    return received;
  }

  /** Where the peer's slots are. */
  public SlotTable peerSlots() {
    return peerSlots;
  }

  /**
   * The reader of the peer's ring, or null while the peer has no lane for this node, or lost its
   * section. Receiver only.
   */
  public @Nullable PairRingReader reader() {
    if (peer.isLost()) {
      return null;
    }
    PairRingReader found = reader;
    return found != null ? found : findReader();
  }

  private @Nullable PairRingReader findReader() {
    NodeView view = peer.view();
    int lane = view.findLane(peerAdapter, ownId, ownGeneration);
    if (lane < 0) {
      return null;
    }
    LaneHead head = new LaneHead(peerAdapter.lanePosition(lane));
    reader =
        new PairRingReader(
            head.position(), own.position(), peerAdapter.geometry().entries(), head.start());
    return reader;
  }

  /** True when a slot number of the peer has memory behind it, by what the peer publishes. */
  public boolean isReserved(int slot) {
    long area = peerAdapter.areaPosition();
    return peerSlots.isReserved(
        slot,
        SharedMemory.getIntAcquire(area + AdapterDescriptor.LARGE_RESERVED_OFFSET),
        SharedMemory.getIntAcquire(area + AdapterDescriptor.SMALL_RESERVED_OFFSET));
  }

  /**
   * Position of the peer's read counter of our ring, or 0 while the peer has no lane for this node.
   * Transmitter only.
   */
  long findPeerReadPosition() {
    int lane = peer.view().findLane(peerAdapter, ownId, ownGeneration);
    return lane < 0 ? 0 : peerAdapter.lanePosition(lane) + LaneDescriptor.READ_OFFSET;
  }

  /** What the peer counted of our ring: frames, commands and drops. Transmitter only. */
  long countedByPeer() {
    int lane = peer.view().findLane(peerAdapter, ownId, ownGeneration);
    if (lane < 0) {
      return 0;
    }
    Counters counted = new LaneHead(peerAdapter.lanePosition(lane)).received();
    long sum = 0;
    for (ReceiveCounter each : ReceiveCounter.values()) {
      sum += each == ReceiveCounter.BYTES ? 0 : counted.get(each);
    }
    return sum;
  }

  /** The peer's address on the network, as it stands in SM headers. */
  long peerAddress() {
    return peerAddress;
  }

  /** The address of the peer's interface, which an operator may have changed. Any thread. */
  public long peerMac() {
    return SharedMemory.getLongOpaque(peerMacPosition) & MacAddress.BROADCAST;
  }

  /** Position of the peer's sleep word. */
  long peerSleepPosition() {
    return peerAdapter.sleepPosition();
  }

  /** True when the peer lives but its adapter on this network is gone. Any thread. */
  public boolean isAbsent() {
    return absent;
  }

  /** Control thread only. */
  public void setAbsent() {
    absent = true;
  }

  /** The peer's adapter. */
  public AdapterInfo peerAdapter() {
    return peerAdapter;
  }

  /** True when a dead peer's ring was read to its end. */
  public boolean isDrained() {
    return drained;
  }

  /** Receiver only. */
  void setDrained() {
    drained = true;
  }
}
