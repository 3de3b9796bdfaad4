package dev.smtap.global;

import dev.smtap.wire.IpAddress;
import java.net.InetAddress;

/**
 * What one node must answer for, and only one: a global address on a segment outside. Immutable.
 *
 * @param address the global address
 * @param segment a segment that contains it
 */
public record SegmentAddress(InetAddress address, Segment segment) {
  @Override
  public String toString() {
    return IpAddress.of(address) + " on " + segment;
  }
}
