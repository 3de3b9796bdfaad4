package dev.smtap.cli.service;

import dev.smtap.global.GlobalSettings;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.NodeConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a configuration that was read again says otherwise about a node that runs.
 *
 * @param settings what can be changed while it runs: the settings of global networks, by network
 * @param refusals what cannot, one sentence each, which names the key
 */
record Difference(Map<String, GlobalSettings> settings, List<String> refusals) {

  /** Compares what is in force with what was read. */
  static Difference between(NodeConfig now, NodeConfig next) {
    Comparison comparison = new Comparison();
    comparison.node(now, next);
    return new Difference(comparison.settings, List.copyOf(comparison.refusals));
  }

  /** The configuration in force once the settings were changed: all else stays as it is. */
  NodeConfig applied(NodeConfig now) {
    List<AdapterConfig> adapters = new ArrayList<>();
    for (AdapterConfig each : now.adapters()) {
      adapters.add(each.with(settings.getOrDefault(each.network(), each.global())));
    }
    return now.with(adapters);
  }

  /** Goes through both. */
  private static final class Comparison {
    private final Map<String, GlobalSettings> settings = new LinkedHashMap<>();
    private final Set<String> refusals = new LinkedHashSet<>();

    void node(NodeConfig now, NodeConfig next) {
      String name = NodeName.of(now);
      key("facility", name, now.root(), next.root());
      key("partition", name, now.partition(), next.partition());
      key("control", name, now.control().orElseThrow(), next.control().orElseThrow());
      key("netns", name, "'" + now.namespace() + "'", "'" + next.namespace() + "'");
      key("nodes", name, now.limits().nodes(), next.limits().nodes());
      key("cast-slots", name, now.limits().castSlots(), next.limits().castSlots());
      key("multicast-rings", name, now.limits().multicastRings(), next.limits().multicastRings());
      key("busy-poll", name, now.settings().busyPoll(), next.settings().busyPoll());
      key("spin", name, now.settings().spinNanos() / 1000, next.settings().spinNanos() / 1000);
      adapters(name, now, next);
    }

    private void key(String key, String subject, Object now, Object next) {
      if (!Objects.equals(now, next)) {
        refusals.add(
            "key '%s' of %s stays %s: to make it %s, restart the service"
                .formatted(key, subject, now, next));
      }
    }

    private void adapters(String name, NodeConfig now, NodeConfig next) {
      Map<String, AdapterConfig> wanted = new LinkedHashMap<>();
      next.adapters().forEach(each -> wanted.put(each.network(), each));
      for (AdapterConfig each : now.adapters()) {
        AdapterConfig other = wanted.remove(each.network());
        if (other == null) {
          refusals.add(
              "interface %s of %s stays: to take it away, restart the service"
                  .formatted(each.interfaceName(), name));
        } else {
          adapter(each.interfaceName() + " of " + name, each, other);
        }
      }
      for (AdapterConfig each : wanted.values()) {
        refusals.add(
            "interface %s of %s is not there yet: to have it, restart the service"
                .formatted(each.interfaceName(), name));
      }
    }

    private void adapter(String subject, AdapterConfig now, AdapterConfig next) {
      key("kind of network", subject, now.kind(), next.kind());
      key("interface", subject, now.interfaceName(), next.interfaceName());
      key("mtu", subject, now.mtu(), next.mtu());
      key("slots", subject, now.slots(), next.slots());
      key("flows", subject, now.flows(), next.flows());
      key("offloads", subject, now.offloads(), next.offloads());
      key("ports", subject, now.global().ports(), next.global().ports());
      GlobalSettings wanted = next.global().withPorts(now.global().ports());
      if (!now.global().equals(wanted)) {
        settings.put(now.network(), wanted);
      }
    }
  }
}
