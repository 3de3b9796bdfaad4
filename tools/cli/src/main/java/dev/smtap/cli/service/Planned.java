package dev.smtap.cli.service;

import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.node.NodeConfig;
import java.util.List;
import java.util.Optional;

/**
 * What a process is to run, checked.
 *
 * @param nodes the nodes, at least one
 * @param metrics where the metrics of their partition are served, if anywhere
 * @param snmp how SNMP is answered, if at all
 */
public record Planned(
    List<NodeConfig> nodes, Optional<MetricsAddress> metrics, Optional<SnmpConfig> snmp) {}
