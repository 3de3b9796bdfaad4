package dev.smtap.cli.report;

import dev.smtap.cli.SystemProgram;
import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.PartitionReader;
import dev.smtap.facility.Facility;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The network of each namespace with a node in it, and of the one that this runs in.
 *
 * @param bundle where to
 * @param directory name in the bundle
 */
record NamespaceFacts(Bundle bundle, String directory) {
  private static final Map<String, List<String>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("links.txt", List.of("ip -d -s link", "ip addr", "ip maddr", "ss -s"));
    COMMANDS.put("rules.txt", List.of("ip -4 rule", "ip -6 rule"));
    COMMANDS.put("routes.txt", List.of("ip -4 route show table all", "ip -6 route show table all"));
    COMMANDS.put("neighbours.txt", List.of("ip -s neigh", "ip neigh show proxy"));
    COMMANDS.put("listeners.txt", List.of("ss -tuln"));
    COMMANDS.put("counters.txt", List.of("nstat -as"));
    COMMANDS.put("firewall.txt", List.of("nft list ruleset"));
  }

  static void addTo(Bundle bundle, Facility facility) throws SystemException {
    new NamespaceFacts(bundle, "here").add(Namespace::current);
    if (!Files.isDirectory(facility.directory())) {
      return;
    }
    for (NodeStatus node : nodes(bundle, facility)) {
      if (node.isAlive() && !node.adapters().isEmpty()) {
        AdapterStatus.Link link = node.adapters().getFirst().link();
        String name = link.netns().isEmpty() ? String.valueOf(node.processId()) : link.netns();
        new NamespaceFacts(bundle, "node-" + node.id()).add(() -> Namespace.parse(name));
        bundle.add(
            "node-" + node.id() + "/process.txt",
            "its process",
            () -> ProcessFacts.text(node.processId()));
      }
    }
  }

  private static List<NodeStatus> nodes(Bundle bundle, Facility facility) {
    try {
      return PartitionReader.read(facility).nodes();
    } catch (SystemException e) {
      bundle.lack("node-*", "network namespaces of nodes", e);
      return List.of();
    }
  }

  private void add(Namespace.Action<Namespace> opening) throws SystemException {
    try (Namespace namespace = opening.run()) {
      for (Map.Entry<String, List<String>> each : COMMANDS.entrySet()) {
        bundle.add(
            directory + "/" + each.getKey(),
            String.join("; ", each.getValue()),
            () -> namespace.run(() -> run(each.getValue())));
      }
      bundle.add(
          directory + "/sysctl.txt",
          "settings that matter to smtap",
          () -> namespace.run(Sysctls::text));
    } catch (SystemException e) {
      bundle.lack(directory, "all of this namespace", e);
    }
  }

  /** What the programs print; one that fails says so in its place, all that fail are a failure. */
  private static String run(List<String> commands) throws SystemException {
    StringBuilder text = new StringBuilder();
    SystemException failure = null;
    int failures = 0;
    // None takes the room of another.
    int share = Bundle.MOST_CHARS / (commands.size() + 1);
    for (String each : commands) {
      text.append("== " + each + "\n");
      try {
        text.append(Bundle.cut(SystemProgram.run(each.split(" ", -1)), share)).append('\n');
      } catch (SystemException e) {
        failure = e;
        failures++;
        text.append(e.getMessage()).append('\n');
      }
    }
    if (failure != null && failures == commands.size()) {
      throw failure;
    }
    return text.toString();
  }
}
