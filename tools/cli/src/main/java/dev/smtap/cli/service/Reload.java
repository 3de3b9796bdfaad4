package dev.smtap.cli.service;

import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.cli.service.RunningNodes.Running;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and makes of it what can be made while the nodes run: nodes come
 * and go, new flows are spread otherwise. The rest is refused in words; and if something is wrong
 * with the new configuration, nothing changes. One thread at a time.
 */
final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private final RunningNodes nodes;
  private final List<String> refusals = new ArrayList<>();

  private Reload(RunningNodes nodes) {
    this.nodes = nodes;
  }

  /**
   * Does it.
   *
   * @param first what the process was begun with
   * @return what was refused, one sentence each, which are logged as well
   */
  static List<String> of(NodePlan plan, RunningNodes nodes, Planned first) {
    Reload reload = new Reload(nodes);
    try {
      Planned read = plan.read();
      nodes.change(() -> reload.apply(read.nodes()));
      if (!read.metrics().equals(first.metrics())) {
        reload.refuse(
            "key 'metrics' stays %s: to make it %s, restart the service"
                .formatted(inWords(first.metrics()), inWords(read.metrics())));
      }
      if (!read.snmp().equals(first.snmp())) {
        reload.refuse("table [snmp] stays as it was: to change it, restart the service");
      }
    } catch (SystemException e) {
      reload.refuse("the configuration stays as it was: " + e.getMessage());
    }
    if (reload.refusals.isEmpty()) {
      LOG.info("the configuration was read again");
    }
    return List.copyOf(reload.refusals);
  }

  private static String inWords(Optional<MetricsAddress> metrics) {
    return metrics.map(MetricsAddress::toString).orElse("off");
  }

  private void refuse(String sentence) {
    LOG.error("{}", sentence);
    refusals.add(sentence);
  }

  private void apply(List<NodeConfig> read) {
    Map<String, NodeConfig> wanted = new LinkedHashMap<>();
    read.forEach(each -> wanted.put(NodeName.of(each), each));
    for (Running each : nodes.running()) {
      NodeConfig next = wanted.remove(NodeName.of(each.config()));
      if (next == null) {
        LOG.info("{} is not in the configuration any more", NodeName.of(each.config()));
        nodes.end(each);
      } else {
        change(each, Difference.between(each.config(), next));
      }
    }
    // Behind those that go: a new one may take an interface's name.
    wanted.values().forEach(this::start);
  }

  private void change(Running running, Difference difference) {
    difference.refusals().forEach(this::refuse);
    String name = NodeName.of(running.config());
    try {
      for (var each : difference.settings().entrySet()) {
        running.node().apply(each.getKey(), each.getValue());
        LOG.info(
            "{} spreads the flows of network {} as the configuration says", name, each.getKey());
      }
      nodes.replace(running, difference.applied(running.config()));
    } catch (SystemException e) {
      refuse(name + ": " + e.getMessage());
    }
  }

  private void start(NodeConfig config) {
    try {
      nodes.start(config);
      LOG.info("{} is new in the configuration, and runs", NodeName.of(config));
    } catch (SystemException e) {
      refuse(NodeName.of(config) + ": " + e.getMessage());
    }
  }
}
