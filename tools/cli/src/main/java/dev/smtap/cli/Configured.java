package dev.smtap.cli;

import dev.smtap.facility.Facility;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration file says, for commands that run no node.
 *
 * @param facility the partition's files, by the flags or else by the configuration file
 * @param nodes the nodes, checked
 */
public record Configured(Facility facility, List<NodeConfig> nodes) {

  /** Where there is no configuration. */
  public static Configured none(PlaceOptions place) throws SystemException {
    return new Configured(place.open(), List.of());
  }

  /**
   * Reads it.
   *
   * @param named the file that a flag names; without it the usual one, if there is one
   * @throws SystemException if it is not there or something in it is wrong
   */
  public static Configured read(Optional<Path> named, PlaceOptions place) throws SystemException {
    Optional<ConfigFile> file = ConfigFile.read(named.orElse(null), RunCommand.DEFAULT_FILE);
    if (file.isEmpty()) {
      return none(place);
    }
    Settings configured = file.get().settings();
    PlaceOptions all =
        new PlaceOptions(
            place.partition().or(configured::partition), place.facility().or(configured::facility));
    List<NodeConfig> nodes = new RunPlan(configured.at(all)).of(file.get().nodes());
    return new Configured(all.open(), nodes);
  }
}
