package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Claim;
import dev.smtap.facility.CommonSection;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.OwnSection;
import dev.smtap.fuzz.ScratchFacility;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.tap.FramePort;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A partition of nodes with one adapter each on network 0: the one under test, a good peer and a
 * hostile one, whose sections the test writes itself, and more where a test wants them. Made once
 * for a test class; what an input changes is made anew for the next one. One thread.
 */
final class Partition implements AutoCloseable {
  static final int OWN = 1;
  static final int GOOD = 2;
  static final int HOSTILE = 3;

  private final ScratchFacility scratch;
  private final CommonSection common;
  private final int lanes;
  private final Map<Integer, OwnSection> sections = new HashMap<>();
  private final Map<Integer, NodeView> views = new HashMap<>();

  private Partition(ScratchFacility scratch, CommonSection common, int lanes) {
    this.scratch = scratch;
    this.common = common;
    this.lanes = lanes;
  }

  static Partition make() throws IOException {
    return make(HOSTILE);
  }

  /** A partition of nodes 1 to {@code nodes}. */
  static Partition make(int nodes) throws IOException {
    ScratchFacility scratch = ScratchFacility.make();
    CommonSection.Plan plan = new CommonSection.Plan(2, 4, 8, 0);
    CommonSection common = CommonSection.openOrCreate(scratch.facility(), plan, true);
    int network = common.claimNetwork("net", NetworkKind.LOCAL);
    Partition partition = new Partition(scratch, common, nodes + 1);
    for (int id = OWN; id <= nodes; id++) {
      partition.add(id, network);
    }
    return partition;
  }

  private void add(int id, int network) throws SystemException {
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(NetworkKind.LOCAL, network, "net", Geometry.LEAST_SLOTS);
    OwnSection.Plan plan = new OwnSection.Plan(scratch.facility(), lanes, 0, List.of(adapter));
    OwnSection section = OwnSection.create(new Claim(id, 1000 + id), plan);
    section.publish();
    sections.put(id, section);
    AdapterInfo info = section.adapters().getFirst();
    for (int lane = 0; lane < lanes; lane++) {
      section.reserveLane(info, lane);
    }
    section.reserveLargeSlots(info, 0, info.geometry().largeSlots());
    section.reserveSmallSlots(info, 0, info.geometry().smallSlots());
    views.put(id, NodeView.open(scratch.facility(), id));
  }

  OwnSection section(int id) {
    return Objects.requireNonNull(sections.get(id));
  }

  AdapterInfo info(int id) {
    return section(id).adapters().getFirst();
  }

  CastArea castArea() {
    return common.area(0);
  }

  /** The adapter under test over this port, without lanes. */
  Adapter adapter(FramePort port, NodeRequests requests, AdapterSettings settings) {
    return adapter(OWN, port, requests, settings);
  }

  /** The adapter of any of the nodes. */
  Adapter adapter(int id, FramePort port, NodeRequests requests, AdapterSettings settings) {
    clearCounters(info(id));
    return new Adapter(
        section(id),
        info(id),
        port,
        castArea(),
        common.fd(),
        (nodeId, generation) -> sections.containsKey(nodeId),
        requests,
        settings);
  }

  private static void clearCounters(AdapterInfo info) {
    SharedMemory.clear(
        info.areaPosition() + AdapterDescriptor.SENT_OFFSET,
        AdapterDescriptor.FORMER_SENT_OFFSET - AdapterDescriptor.SENT_OFFSET);
  }

  /**
   * A lane between the node under test and a peer, with empty rings in both directions.
   *
   * @param start what the counters of both rings start from
   */
  Lane lane(int peerId, long start) {
    Peer peer = new Peer(Objects.requireNonNull(views.get(peerId)));
    newHead(peerId, 0).assign(OWN, section(OWN).generation(), start, start);
    LaneHead own = newHead(OWN, peerId);
    own.assign(peerId, section(peerId).generation(), start, start);
    int entries = info(OWN).geometry().entries();
    SendSide side = new SendSide(own, entries, 0, OWN, peerId);
    AdapterInfo peerAdapter = peer.view().adapters().getFirst();
    return new Lane(peer, peerId, own, peerAdapter, OWN, section(OWN).generation(), side);
  }

  private LaneHead newHead(int id, int lane) {
    LaneHead head = head(id, lane);
    SharedMemory.clear(head.position(), LaneDescriptor.bytes(info(id).geometry().entries()));
    return head;
  }

  /** Where a peer counts what it has read from the node under test. */
  long readPosition(int peerId) {
    return head(peerId, 0).position() + LaneDescriptor.READ_OFFSET;
  }

  /** What a node itself writes of a lane. */
  private LaneHead head(int id, int lane) {
    return new LaneHead(info(id).lanePosition(lane));
  }

  /** Says how many slots of a node have memory behind them, truly or not. */
  void setReserved(int id, int large, int small) {
    long area = info(id).areaPosition();
    SharedMemory.putIntRelease(area + AdapterDescriptor.LARGE_RESERVED_OFFSET, large);
    SharedMemory.putIntRelease(area + AdapterDescriptor.SMALL_RESERVED_OFFSET, small);
  }

  @Override
  public void close() throws IOException {
    for (NodeView view : views.values()) {
      view.close();
    }
    for (OwnSection section : sections.values()) {
      section.close();
    }
    common.close();
    scratch.close();
  }
}
