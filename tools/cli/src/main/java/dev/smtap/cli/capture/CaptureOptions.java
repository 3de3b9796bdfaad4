package dev.smtap.cli.capture;

import java.util.List;
import java.util.Optional;

/**
 * What is to be captured.
 *
 * @param nodes of these nodes; of all that run if there are none
 * @param interfaceName of this interface only; of all if empty
 * @param rings of these rings
 * @param withSmHeader the SM header stands in front of each frame, and commands are shown
 * @param filter libpcap's expression; everything if empty
 * @param snapLength bytes of each frame
 * @param bufferBytes of each capture ring
 * @param mostFrames how many frames, if not without end
 */
record CaptureOptions(
    List<Integer> nodes,
    String interfaceName,
    RingChoice rings,
    boolean withSmHeader,
    String filter,
    int snapLength,
    long bufferBytes,
    Optional<Long> mostFrames) {
  /** As many bytes as the longest frame has, and more. */
  static final int LONGEST_SNAP_LENGTH = 1 << 17;

  /** Whether a node is among them. */
  boolean isAbout(int nodeId) {
    return nodes.isEmpty() || nodes.contains(nodeId);
  }
}
