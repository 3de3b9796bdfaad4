package dev.smtap.global;

import java.net.InetAddress;

/**
 * That this node can answer for a global address on an interface. Immutable.
 *
 * @param ifindex an interface on the segment
 * @param what the address and the segment
 */
public record Offer(int ifindex, SegmentAddress what) {
  /** The global address. */
  public InetAddress address() {
    return what.address();
  }

  /** The segment that contains it. */
  public Segment segment() {
    return what.segment();
  }
}
