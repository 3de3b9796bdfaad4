package dev.smtap.cli;

import dev.smtap.facility.Facility;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.ControlFiles;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.FrameLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the configuration of nodes out of what is set.
 *
 * @param settings what holds for all nodes
 */
record RunPlan(Settings settings) {

  /**
   * What flags say about the one node that they describe, or choose.
   *
   * @param node the node's ID
   * @param netns its network namespace
   * @param adapters its adapters, those on local networks first
   */
  record Flags(Optional<Integer> node, Optional<String> netns, List<AdapterSettings> adapters) {}

  /**
   * Which nodes to run: the one that flags describe, if they name an interface; else those of the
   * configuration file, or the one of them that has the ID that a flag names.
   */
  static List<NodeSettings> choose(Flags flags, List<NodeSettings> configured)
      throws SystemException {
    if (!flags.adapters().isEmpty()) {
      return List.of(
          new NodeSettings(flags.node().orElse(0), flags.netns().orElse(""), flags.adapters()));
    }
    if (configured.isEmpty() && flags.node().isPresent()) {
      int id = flags.node().get();
      throw SystemException.because(
          "run",
          "node " + id,
          "neither flags nor a configuration file say what interfaces it has",
          "write [[node]] with id = "
              + id
              + " and in it [[node.local]] with interface = \"sml0\" into "
              + RunCommand.DEFAULT_FILE
              + ", or say for example: smtap run --node "
              + id
              + " --local sml0");
    }
    if (configured.isEmpty()) {
      throw SystemException.because(
          "run",
          "a node",
          "neither flags nor a configuration file name an interface",
          "say for example: smtap run --local sml0, or: smtap run --global smg0");
    }
    List<NodeSettings> chosen = new ArrayList<>();
    for (NodeSettings each : configured) {
      if (flags.node().isEmpty() || flags.node().get() == each.id()) {
        String netns = flags.netns().orElse(each.netns());
        chosen.add(new NodeSettings(each.id(), netns, each.adapters()));
      }
    }
    if (chosen.isEmpty()) {
      throw SystemException.because(
          "run",
          "node " + flags.node().orElse(0),
          "the configuration file has no [[node]] with this id",
          "add it there, or describe the node by flags");
    }
    return chosen;
  }

  /** The configuration of nodes, checked. */
  List<NodeConfig> of(List<NodeSettings> nodes) throws SystemException {
    List<NodeConfig> configs = new ArrayList<>();
    for (NodeSettings node : nodes) {
      configs.add(of(node).check());
    }
    return configs;
  }

  private NodeConfig of(NodeSettings node) {
    return new NodeConfig(
        settings.facility().orElse(Facility.DEFAULT_ROOT),
        settings.partition().orElse(PlaceOptions.DEFAULT_PARTITION),
        node.id(),
        node.netns(),
        node.adapters().stream().map(this::of).toList(),
        settings.limits(),
        settings.dataPath(),
        Optional.of(settings.control().orElse(ControlFiles.DEFAULT_DIRECTORY)));
  }

  private AdapterConfig of(AdapterSettings adapter) {
    return new AdapterConfig(
        adapter.kind(),
        adapter.interfaceName(),
        adapter.network(),
        adapter.mtu().orElse(settings.mtu().orElse(FrameLimits.HIGHEST_MTU)),
        adapter.slots().orElse(settings.slots().orElse(Geometry.DEFAULT_SLOTS)),
        settings.offloads().orElse(Offloads.ALL),
        adapter.flows().orElse(GlobalAreaDescriptor.defaultFlows(adapter.kind())),
        adapter.global());
  }
}
