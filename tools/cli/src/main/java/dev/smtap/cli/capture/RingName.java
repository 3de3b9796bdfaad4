package dev.smtap.cli.capture;

import dev.smtap.ring.CaptureRecordDescriptor;
import dev.smtap.wire.MacAddress;

/**
 * A ring as an adapter sees it. Any thread.
 *
 * @param kind see {@link CaptureRecordDescriptor}; any value, it is a node's word
 * @param direction of the frames in a pair ring, 0 for other rings
 * @param peer node at the other end of a pair ring, otherwise 0
 * @param group address of a multicast ring, otherwise 0
 */
record RingName(int kind, int direction, int peer, long group) {
  static final RingName TAP = new RingName(CaptureRecordDescriptor.RING_TAP, 0, 0, 0);

  /** The ring of a record; of what a pair ring has, only what tells rings apart. */
  static RingName of(int kind, int direction, int peer, long smDestination) {
    return switch (kind) {
      case CaptureRecordDescriptor.RING_PAIR -> new RingName(kind, direction, peer & 0xffff, 0);
      case CaptureRecordDescriptor.RING_MULTICAST -> new RingName(kind, 0, 0, smDestination);
      case CaptureRecordDescriptor.RING_BROADCAST -> new RingName(kind, 0, 0, 0);
      default -> TAP;
    };
  }

  /** Its word in names and on the command line. */
  String word() {
    return switch (kind) {
      case CaptureRecordDescriptor.RING_PAIR -> way() + "-" + peer;
      case CaptureRecordDescriptor.RING_MULTICAST -> MacAddress.format(group);
      case CaptureRecordDescriptor.RING_BROADCAST -> "broadcast";
      default -> "tap";
    };
  }

  private String way() {
    return direction == CaptureRecordDescriptor.OUTBOUND ? "to" : "from";
  }

  /** What it is, for people. */
  String inWords() {
    return switch (kind) {
      case CaptureRecordDescriptor.RING_PAIR -> "pair ring " + way() + " node " + peer;
      case CaptureRecordDescriptor.RING_MULTICAST ->
          "multicast ring of " + MacAddress.format(group);
      case CaptureRecordDescriptor.RING_BROADCAST -> "broadcast ring";
      default -> "what gets into no ring";
    };
  }
}
