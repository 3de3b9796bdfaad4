package dev.smtap.cli.metrics;

import java.util.List;

/** Metrics of pair rings; labels partition, node (the sender), network and peer (the receiver). */
final class RingFamilies {
  final Family up = Family.gauge("smtap_ring_up", "1 while both nodes live and use the ring.");
  final Family depth =
      Family.gauge("smtap_ring_depth_frames", "Frames in the ring that its receiver has not read.");
  final Family capacity =
      Family.gauge("smtap_ring_capacity_frames", "Frames that the ring can hold.");
  final Family frames = Family.counter("smtap_ring_sent_frames", "Frames put into the ring.");
  final Family bytes = Family.counter("smtap_ring_sent_bytes", "Bytes of those frames.");

  List<Family> all() {
    return List.of(up, depth, capacity, frames, bytes);
  }
}
