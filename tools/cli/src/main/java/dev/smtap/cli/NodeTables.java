package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.GlobalSettings;
import dev.smtap.node.Allowed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code [[node]]} tables of the configuration file, one after the other. One thread. */
final class NodeTables {
  private static final String ID = "id";
  private static final String INTERFACE = "interface";
  private static final String NETWORK = "network";
  private static final Set<String> NODE_KEYS = Set.of(ID, "netns", "local", "global");
  private static final Set<String> ADAPTER_KEYS = Set.of(INTERFACE, NETWORK, "mtu", "slots");

  private final Map<Integer, Integer> linesOfIds = new HashMap<>();
  private final Map<String, Integer> linesOfInterfaces = new HashMap<>();
  private final Map<String, NetworkKind> kinds = new HashMap<>();

  private NodeTables() {}

  /** Reads all of them. */
  static List<NodeSettings> read(ConfigTable root) {
    NodeTables reader = new NodeTables();
    return root.tables("node").stream().map(reader::node).toList();
  }

  private NodeSettings node(ConfigTable node) {
    node.check(NODE_KEYS);
    int id = node.number(ID, Allowed::nodeId).orElse(0);
    refuseSecond(node, ID, id == 0 ? null : linesOfIds.putIfAbsent(id, node.lineOf(ID)));
    String netns = node.text("netns").orElse("");
    Set<String> networks = new HashSet<>();
    List<AdapterSettings> adapters = new ArrayList<>();
    for (NetworkKind kind : NetworkKind.values()) {
      for (ConfigTable each : node.tables(kind.toString())) {
        AdapterSettings adapter = adapter(each, kind);
        checkNames(each, adapter, netns, networks);
        adapters.add(adapter);
      }
    }
    checkCount(node, adapters.size());
    return new NodeSettings(id, netns, adapters);
  }

  private static void checkCount(ConfigTable node, int adapters) {
    if (!node.has("local") && !node.has("global")) {
      node.missing(
          "no interface", "add [[node.local]] or [[node.global]] with interface = \"...\"");
    } else if (adapters > 0) {
      Allowed.adapters(adapters)
          .ifPresent(fault ->
              node.missing(adapters + " interfaces, which " + fault.why(), fault.advice()));
    }
  }

  private static void refuseSecond(ConfigTable table, String key, @Nullable Integer firstLine) {
    if (firstLine != null) {
      table.wrong(key, "line " + firstLine + " has the same one", "choose another one");
    }
  }

  private void checkNames(
      ConfigTable table, AdapterSettings adapter, String netns, Set<String> networks) {
    String name = adapter.interfaceName();
    if (name.isEmpty()) {
      return;
    }
    int line = table.lineOf(INTERFACE);
    refuseSecond(table, INTERFACE, linesOfInterfaces.putIfAbsent(netns + '\0' + name, line));
    String network = adapter.network();
    if (!networks.add(network)) {
      table.wrong(
          table.has(NETWORK) ? NETWORK : INTERFACE,
          "this node is on network '" + network + "' already",
          "give each network one interface of its own");
    }
    NetworkKind kind = kinds.putIfAbsent(network, adapter.kind());
    if (kind != null && kind != adapter.kind()) {
      table.wrong(
          table.has(NETWORK) ? NETWORK : INTERFACE,
          "network '" + network + "' is a " + kind + " one further up",
          "give one of the two another name");
    }
  }

  private static AdapterSettings adapter(ConfigTable table, NetworkKind kind) {
    GlobalTable global = new GlobalTable(table);
    global.check(kind, ADAPTER_KEYS);
    table.requires(INTERFACE, "\"...\"");
    String interfaceName = table.text(INTERFACE, Allowed::interfaceName).orElse("");
    Optional<String> network = table.text(NETWORK, Allowed::network);
    if (!interfaceName.isEmpty() && !table.has(NETWORK)) {
      Allowed.network(interfaceName)
          .ifPresent(fault ->
              table.wrong(
                  INTERFACE,
                  "'" + interfaceName + "' " + fault.why(),
                  "add network = \"...\" with a name for it"));
    }
    return new AdapterSettings(
        kind,
        interfaceName,
        network.orElse(interfaceName),
        optional(table.number("mtu", Allowed::mtu)),
        optional(table.number("slots", Allowed::slots)),
        kind == NetworkKind.GLOBAL
            ? optional(table.number("flows", count -> Allowed.flows(kind, count)))
            : OptionalInt.empty(),
        kind == NetworkKind.GLOBAL ? global.settings() : GlobalSettings.DEFAULT);
  }

  private static OptionalInt optional(Optional<Integer> number) {
    return number.map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
