package dev.smtap.cli.metrics;

import java.util.List;

/** Metrics of adapters; labels partition, node, network and adapter. */
final class AdapterFamilies {
  final Family up = Family.gauge("smtap_adapter_up", "1 while the interface is there and up.");
  final Family mtu = Family.gauge("smtap_adapter_mtu_bytes", "MTU of the interface.");
  final Family sentFrames =
      Family.counter(
          "smtap_adapter_sent_frames", "Frames that the kernel sent out of the interface.");
  final Family sentBytes = Family.counter("smtap_adapter_sent_bytes", "Bytes of those frames.");
  final Family receivedFrames =
      Family.counter("smtap_adapter_received_frames", "Frames that came in at the interface.");
  final Family receivedBytes =
      Family.counter("smtap_adapter_received_bytes", "Bytes of those frames.");
  final Family dropped =
      Family.counter(
          "smtap_adapter_dropped_frames",
          "Frames that the driver dropped, by direction and cause.");
  final Family kernelDropped =
      Family.counter(
          "smtap_adapter_kernel_dropped_frames",
          "Frames that the kernel dropped before the driver could read them (tx_dropped).");

  List<Family> all() {
    return List.of(
        up, mtu, sentFrames, sentBytes, receivedFrames, receivedBytes, dropped, kernelDropped);
  }
}
