package dev.smtap.cli.metrics;

import java.util.List;

/** Metrics of adapters on global networks; labels partition, node, network and adapter. */
final class FlowFamilies {
  final Family isGlobal = Family.gauge("smtap_global_member", "1 while the interface is GLOBAL.");
  final Family isDraining =
      Family.gauge("smtap_global_draining", "1 while the node gets no new flows.");
  final Family flows = Family.gauge("smtap_flows", "Flows in the connection table.");
  final Family mostFlows =
      Family.gauge("smtap_flows_capacity", "Flows that the connection table holds at most.");
  final Family forgotten =
      Family.counter("smtap_flows_forgotten", "Flows that left the connection table, by cause.");
  final Family refused =
      Family.counter("smtap_flows_refused", "Flows that found no room in the connection table.");
  final Family searches =
      Family.counter("smtap_searches", "What came of the search for the owners of packets.");

  List<Family> all() {
    return List.of(isGlobal, isDraining, flows, mostFlows, forgotten, refused, searches);
  }
}
