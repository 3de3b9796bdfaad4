package dev.smtap.cli.capture;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Facility;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NodeView;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureRecordDescriptor;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What can be captured: for each adapter of each running node a line for all of it, and one for
 * each of its rings. Node, interface, ring and description are parted by tabs; the ring of the line
 * for all is {@code all}.
 */
final class RingList {
  private RingList() {}

  /**
   * Prints it.
   *
   * @param teller takes sentences about nodes whose sections cannot be read: the others can be
   *     captured all the same
   */
  static void print(Facility facility, PrintWriter out, Consumer<String> teller)
      throws SystemException {
    for (int id : facility.nodeIds()) {
      try {
        print(facility, id, out);
      } catch (SystemException e) {
        teller.accept(String.valueOf(e.getMessage()));
      } catch (InternalError e) {
        teller.accept("cannot list node " + id + ": its section was truncated; start it again");
      }
    }
    out.flush();
  }

  private static void print(Facility facility, int nodeId, PrintWriter out) throws SystemException {
    try (NodeView node = NodeView.open(facility, nodeId)) {
      if (node.isAlive()) {
        for (AdapterInfo each : node.adapters()) {
          print(node, each, out);
        }
      }
    }
  }

  private static void print(NodeView node, AdapterInfo info, PrintWriter out) {
    String interfaceName = node.entry(info).interfaceName();
    AdapterName adapter = new AdapterName(node.nodeId(), interfaceName, info.networkName());
    String start = node.nodeId() + "\t" + interfaceName + "\t";
    out.println(start + "all\t" + adapter.description(RingName.TAP).replaceFirst(": .*", ""));
    for (RingName ring : rings(node, info)) {
      out.println(start + ring.word() + "\t" + adapter.description(ring));
    }
  }

  private static List<RingName> rings(NodeView node, AdapterInfo info) {
    List<RingName> rings = new ArrayList<>();
    rings.add(new RingName(CaptureRecordDescriptor.RING_BROADCAST, 0, 0, 0));
    for (int lane = 0; lane < node.lanesReserved(info); lane++) {
      LaneHead head = new LaneHead(info.lanePosition(lane));
      if (head.generation() != 0) {
        int peer = head.peerId() & 0xffff;
        rings.add(pair(CaptureRecordDescriptor.OUTBOUND, peer));
        rings.add(pair(CaptureRecordDescriptor.INBOUND, peer));
      }
    }
    return rings;
  }

  private static RingName pair(int direction, int peer) {
    return RingName.of(CaptureRecordDescriptor.RING_PAIR, direction, peer, 0);
  }
}
