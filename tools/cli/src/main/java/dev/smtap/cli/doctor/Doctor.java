package dev.smtap.cli.doctor;

import dev.smtap.cli.Configured;
import dev.smtap.cli.ShellWord;
import dev.smtap.cli.firewall.Firewall;
import dev.smtap.cli.firewall.FirewallReader;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.PartitionReader;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NetworkKind;
import dev.smtap.global.Inspection;
import dev.smtap.global.Interception;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.OffloadReport;
import dev.smtap.tap.OffloadSelfTest;
import dev.smtap.tap.Offloads;
import dev.smtap.tap.TunProbe;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes all checks, in the order in which things depend on each other. Main thread. */
final class Doctor {
  private final Report report;

  private final Configured configured;
  private final List<String> namespaces;
  private final Whereabouts places;

  private Doctor(
      Report report, Configured configured, List<String> namespaces, Whereabouts places) {
    this.report = report;
    this.configured = configured;
    this.namespaces = namespaces;
    this.places = places;
  }

  /**
   * Makes them.
   *
   * @param namespaces the ones to look into; all that are known if it is empty
   */
  static void examine(Report report, Configured configured, List<String> namespaces)
      throws SystemException {
    try (Whereabouts places = new Whereabouts()) {
      new Doctor(report, configured, namespaces, places).examine();
    }
  }

  private void examine() throws SystemException {
    report.add(Topic.KERNEL, "", () -> KernelCheck.judge(KernelCheck.look()));
    TunProbe tun = TunProbe.look();
    report.add(Topic.TUN, "", () -> TunCheck.judge(tun));
    List<NodeStatus> nodes = nodes();
    Set<Place> examined = findPlaces(nodes);
    boolean entersOthers =
        places.hasOthers()
            || configured.nodes().stream().anyMatch(each -> !each.namespace().isEmpty());
    CapabilityCheck.Need need = new CapabilityCheck.Need(entersOthers, hasGlobal(nodes));
    report.add(Topic.CAPABILITIES, "", () -> CapabilityCheck.judge(CapabilityCheck.look(), need));
    if (tun.errno() == 0) {
      report.add(
          Topic.OFFLOADS,
          "",
          () -> {
            OffloadReport tested = OffloadSelfTest.run(offloads());
            OffloadCheck.hints(tested).forEach(report::hint);
            return OffloadCheck.judge(tested);
          });
    }
    examinePartition(nodes);
    examinePlaces(examined);
  }

  private List<NodeStatus> nodes() {
    Facility facility = configured.facility();
    List<NodeStatus> nodes = new ArrayList<>();
    if (Files.isDirectory(facility.directory())) {
      report.add(
          Topic.NODES,
          "",
          () -> {
            nodes.addAll(PartitionReader.read(facility).nodes());
            return List.of();
          });
    }
    return nodes;
  }

  /** Whether a global network is configured, or a node that lives is on one. */
  private boolean hasGlobal(List<NodeStatus> nodes) {
    return configured.nodes().stream()
            .flatMap(each -> each.adapters().stream())
            .anyMatch(each -> each.kind() == NetworkKind.GLOBAL)
        || nodes.stream()
            .filter(NodeStatus::isAlive)
            .flatMap(each -> each.adapters().stream())
            .anyMatch(each -> each.global().isPresent());
  }

  private Offloads offloads() {
    return configured.nodes().stream()
        .map(NodeConfig::adapters)
        .flatMap(List::stream)
        .map(each -> each.offloads())
        .reduce(Offloads::union)
        .orElse(Offloads.ALL);
  }

  private void examinePartition(List<NodeStatus> nodes) {
    Facility facility = configured.facility();
    String clean = clean();
    report.add(
        Topic.MEMORY, "", () -> MemoryCheck.judge(MemoryFacts.look(facility, configured.nodes())));
    report.add(Topic.NODES, "", () -> NodeCheck.judge(nodes, clean));
    report.add(Topic.FILES, "", () -> FileCheck.look(facility, clean));
    report.add(Topic.MTU, "", () -> MtuCheck.judge(nodes, places));
  }

  private String clean() {
    Facility facility = configured.facility();
    String root = String.valueOf(facility.directory().toAbsolutePath().getParent());
    return "smtap clean --facility " + ShellWord.of(root) + " --partition " + facility.partition();
  }

  /** The namespaces to look into. */
  private Set<Place> findPlaces(List<NodeStatus> nodes) throws SystemException {
    Set<Place> named = new HashSet<>();
    for (String each : namespaces) {
      named.add(places.add(each));
    }
    report.add(
        Topic.INTERCEPTION,
        "",
        () -> {
          places.addNamed();
          return List.of();
        });
    for (NodeStatus node : nodes) {
      if (node.isAlive()) {
        report.add(
            Topic.INTERCEPTION,
            "node " + node.id(),
            () -> {
              places.add(node);
              return List.of();
            });
      }
    }
    return named.isEmpty() ? Set.copyOf(places.all()) : named;
  }

  private void examinePlaces(Set<Place> examined) {
    Map<Place, Inspection> found = new HashMap<>();
    for (Place place : places.all()) {
      if (examined.contains(place) || !places.nodesIn(place).isEmpty()) {
        report.add(
            Topic.INTERCEPTION,
            place.toString(),
            () -> {
              found.put(place, Inspection.of(place.namespace(), Interception.DEFAULT_DIRECTORY));
              return List.of();
            });
      }
    }
    if (found.values().stream().anyMatch(each -> !each.claims().isEmpty())) {
      GroupName.hint().ifPresent(report::hint);
    }
    for (Place place : places.all()) {
      Inspection here = found.get(place);
      if (here != null && examined.contains(place)) {
        examine(place, here, found);
      }
    }
  }

  private void examine(Place place, Inspection here, Map<Place, Inspection> found) {
    String where = place.toString();
    // In there, because it cleans its own namespace whether it has a name or not.
    String clean = place.inside(clean());
    Set<Integer> globals = globalInterfaces(place);
    report.add(
        Topic.INTERCEPTION, where, () -> InterceptionCheck.judge(here, globals, place, clean));
    report.add(Topic.FORWARDING, where, () -> ForwardingCheck.judge(here, place));
    ForwardingCheck.hints(here, place).forEach(report::hint);
    report.add(
        Topic.FORWARDING,
        where,
        () -> {
          ReturnCheck check = new ReturnCheck(place, new KernelRoutes(place));
          for (NodeStatus each : places.nodesIn(place)) {
            check.hints(each, places.nodes()).forEach(report::hint);
          }
          return List.of();
        });
    report.add(Topic.FIREWALL, where, () -> firewall(place, found));
  }

  /** Interfaces of living nodes on global networks. */
  private Set<Integer> globalInterfaces(Place place) {
    return places.nodesIn(place).stream()
        .map(NodeStatus::adapters)
        .flatMap(List::stream)
        .filter(each -> each.global().isPresent() && each.link().state().equals("present"))
        .map(each -> each.link().ifindex())
        .collect(Collectors.toSet());
  }

  private static List<Finding> firewall(Place place, Map<Place, Inspection> found)
      throws SystemException {
    Map<Place, Inspection> others = new HashMap<>(found);
    Inspection here = others.remove(place);
    if (here == null) {
      return List.of();
    }
    List<InetAddress> oneWay = FirewallCheck.oneWay(here, others.values());
    // Where no program can tell, most have no firewall: only one who may need it installs nft.
    boolean mayBeClosed = FirewallCheck.isIngress(here) && FirewallReader.hasProgram();
    if (oneWay.isEmpty() && !mayBeClosed) {
      return List.of();
    }
    Optional<Firewall> firewall = FirewallReader.read(place.namespace());
    if (firewall.isEmpty()) {
      return List.of();
    }
    List<Finding> findings =
        new ArrayList<>(FirewallCheck.judgeClosed(firewall.get(), here, place));
    findings.addAll(FirewallCheck.judge(firewall.get(), here, oneWay, place));
    return findings;
  }
}
