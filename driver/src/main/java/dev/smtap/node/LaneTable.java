package dev.smtap.node;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Counters;
import dev.smtap.facility.LaneHead;
import dev.smtap.local.Adapter;
import dev.smtap.local.Lane;
import dev.smtap.local.Peer;
import dev.smtap.local.SendSide;
import dev.smtap.posix.SystemException;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one adapter: which are in use, which show the counters of a node that is gone, which
 * were never used. Control thread only.
 */
final class LaneTable {
  private static final int NONE = -1;

  private final Adapter adapter;
  private final AdapterInfo info;
  private final @Nullable Use[] uses;

  private static final class Use {
    final int nodeId;
    final @Nullable Lane lane;

    Use(int nodeId, @Nullable Lane lane) {
      this.nodeId = nodeId;
      this.lane = lane;
    }
  }

  LaneTable(Adapter adapter) {
    this.adapter = adapter;
    this.info = adapter.info();
    this.uses = new Use[info.geometry().lanes()];
  }

  /**
   * Makes a lane to a peer and lets it be used.
   *
   * @param start what the own write counter starts from
   * @return the lane, or null when the peer has no adapter on this network
   */
  @Nullable Lane connect(Peer peer, long start) throws SystemException {
    AdapterInfo peerAdapter = peer.view().adapterOnNetworkOf(info);
    if (peerAdapter == null) {
      return null;
    }
    int index = freeLane(peer.nodeId());
    LaneHead head = new LaneHead(info.lanePosition(index));
    adapter.section().reserveLane(info, index);
    head.free();
    retireCounters(head);
    head.assign(peer.nodeId(), peer.view().generation(), start, peer.view().counterStart());
    SendSide sendSide =
        new SendSide(
            head,
            info.geometry().entries(),
            info.network(),
            adapter.section().nodeId(),
            peer.nodeId());
    Lane lane =
        new Lane(
            peer,
            index,
            head,
            peerAdapter,
            adapter.section().nodeId(),
            adapter.section().generation(),
            sendSide);
    uses[index] = new Use(peer.nodeId(), lane);
    adapter.setLanes(adapter.lanes().with(lane));
    adapter.announceLane();
    return lane;
  }

  /**
   * A lane that shows the same node's former life, else one that was never used, else any that
   * nobody uses.
   */
  private int freeLane(int nodeId) throws SystemException {
    int unused = NONE;
    int former = NONE;
    for (int i = uses.length - 1; i >= 0; i--) {
      Use use = uses[i];
      if (use == null) {
        unused = i;
      } else if (use.lane == null && use.nodeId == nodeId) {
        return i;
      } else if (use.lane == null) {
        former = i;
      }
    }
    if (unused == NONE && former == NONE) {
      throw SystemException.because(
          "connect",
          "node " + nodeId + " on network " + info.networkName(),
          "all " + uses.length + " lanes of this node are in use",
          "raise the number of nodes in the configuration of this node");
    }
    return unused == NONE ? former : unused;
  }

  private void retireCounters(LaneHead head) {
    Counters formerSent = info.counters(AdapterDescriptor.FORMER_SENT_OFFSET);
    Counters formerReceived = info.counters(AdapterDescriptor.FORMER_RECEIVED_OFFSET);
    formerSent.takeOver(head.sent());
    formerReceived.takeOver(head.received());
  }

  /**
   * Takes a lane out of use; its counters stay readable until it is used again. No thread uses it
   * any more.
   */
  void release(Lane lane) {
    uses[lane.index()] = new Use(lane.peer().nodeId(), null);
  }
}
