package dev.smtap.node;

import dev.smtap.facility.CommonSection;
import dev.smtap.facility.Facility;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.OwnSection;
import dev.smtap.local.AdapterSettings;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is configured about one node; checked by {@link #check} before anything is touched.
 *
 * @param root where partitions lie
 * @param partition name of the partition
 * @param nodeId the node's ID, or 0 for the first free one
 * @param namespace its network namespace: a name, a path or a process ID; empty for the caller's
 *     own
 * @param adapters its adapters
 * @param limits sizes of the partition, as far as this node decides them
 * @param settings how the data path behaves
 * @param control directory of its control socket; empty for none
 */
public record NodeConfig(
    Path root,
    String partition,
    int nodeId,
    String namespace,
    List<AdapterConfig> adapters,
    Limits limits,
    AdapterSettings settings,
    Optional<Path> control) {

  /** Without a control socket. */
  public NodeConfig(
      Path root,
      String partition,
      int nodeId,
      String namespace,
      List<AdapterConfig> adapters,
      Limits limits,
      AdapterSettings settings) {
    this(root, partition, nodeId, namespace, adapters, limits, settings, Optional.empty());
  }

  /**
   * Sizes.
   *
   * @param nodes nodes that this one can be connected with
   * @param multicastRings multicast rings of each network; fixed by the partition's first node
   * @param castSlots slots of each cast ring; the same
   * @param counterStart what ring counters start from; 0 but for tests
   */
  public record Limits(int nodes, int multicastRings, int castSlots, long counterStart) {
    /** The defaults. */
    public static final Limits DEFAULT = new Limits(Geometry.DEFAULT_LANES, 8, 64, 0);
  }

  /** The same with other adapters. */
  public NodeConfig with(List<AdapterConfig> others) {
    return new NodeConfig(root, partition, nodeId, namespace, others, limits, settings, control);
  }

  /** Checks the values; the error names the one that is wrong. */
  public NodeConfig check() throws SystemException {
    refuse(Allowed.nodeId(nodeId), "node ID " + nodeId);
    refuse(Allowed.nodes(limits.nodes()), "number of nodes " + limits.nodes());
    int rings = limits.multicastRings();
    refuse(Allowed.multicastRings(rings), "number of multicast rings " + rings);
    refuse(Allowed.castSlots(limits.castSlots()), limits.castSlots() + " cast slots");
    refuse(Allowed.adapters(adapters.size()), "number of adapters " + adapters.size());
    Set<String> interfaces = new HashSet<>();
    Set<String> networks = new HashSet<>();
    for (AdapterConfig adapter : adapters) {
      adapter.check();
      if (!interfaces.add(adapter.interfaceName()) || !networks.add(adapter.network())) {
        throw SystemException.because(
            "use",
            "interface " + adapter.interfaceName() + " on network " + adapter.network(),
            "one of them is named twice",
            "give each network one interface of its own");
      }
    }
    return this;
  }

  private static void refuse(Optional<Fault> fault, String subject) throws SystemException {
    if (fault.isPresent()) {
      throw fault.get().about(subject, "it");
    }
  }

  /** The partition's files. */
  public Facility facility() throws SystemException {
    return Facility.of(root, partition);
  }

  /** Gives each network its index. */
  @FunctionalInterface
  public interface Networks {
    /** The index of a network. */
    int index(String name, NetworkKind kind) throws SystemException;
  }

  /** What its section is made of. */
  public OwnSection.Plan sectionPlan(Networks networks) throws SystemException {
    List<OwnSection.AdapterPlan> plans = new ArrayList<>();
    for (AdapterConfig each : adapters) {
      int network = networks.index(each.network(), each.kind());
      plans.add(
          new OwnSection.AdapterPlan(
              each.kind(), network, each.network(), each.slots(), each.flows()));
    }
    return new OwnSection.Plan(facility(), limits.nodes(), limits.counterStart(), plans);
  }

  /** How it makes the common section if it comes first. */
  public CommonSection.Plan commonPlan() {
    return new CommonSection.Plan(
        limits.multicastRings(), limits.castSlots(), limits.nodes(), limits.counterStart());
  }
}
