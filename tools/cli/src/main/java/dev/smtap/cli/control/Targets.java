package dev.smtap.cli.control;

import dev.smtap.cli.Commands;
import dev.smtap.cli.connections.Entry;
import dev.smtap.cli.connections.GlobalNetworks;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which nodes and networks a command is about.
 *
 * @param facility the partition
 * @param network the network, or empty for all global ones
 */
record Targets(Facility facility, Optional<String> network) {
  private static final String NETWORK = "--network";

  /** Adds the option for the network to a command. */
  static CommandSpec addTo(CommandSpec spec) {
    return spec.addOption(
        Commands.option(
            NETWORK, String.class, "NAME", "This global network only; all of them if not given."));
  }

  /** Those that a command line means. */
  static Targets of(ParseResult parsed, Facility facility) {
    return new Targets(facility, Commands.value(parsed, NETWORK, String.class));
  }

  /**
   * The networks of one node that runs.
   *
   * @param attempted what the user wants, for the error
   * @throws SystemException if there is no such node, it does not run, or is not on the network
   */
  List<Entry> ofNode(GlobalNetworks networks, int nodeId, String attempted) throws SystemException {
    String subject = "node " + nodeId;
    if (!facility.nodeIds().contains(nodeId)) {
      throw SystemException.because(
          attempted,
          subject,
          "there is none in " + facility.directory(),
          "'smtap status' shows those that are");
    }
    List<Entry> all = networks.entries().stream().filter(each -> each.node() == nodeId).toList();
    if (all.isEmpty()) {
      throw SystemException.because(
          attempted,
          subject,
          networks.problems().stream()
              .filter(each -> each.startsWith(subject + " "))
              .findFirst()
              .orElse("it is on no global network"),
          "'smtap connections' shows those that are");
    }
    if (!all.getFirst().state().isAlive()) {
      throw SystemException.because(
          attempted, subject, "it does not run", "'smtap status' shows those that do");
    }
    List<Entry> wanted = all.stream().filter(this::isWanted).toList();
    if (wanted.isEmpty()) {
      throw SystemException.because(
          attempted,
          subject,
          "it is not on global network " + network.orElse(""),
          "it is on " + names(all));
    }
    return wanted;
  }

  /**
   * All that run.
   *
   * @throws SystemException if none is on the network
   */
  List<Entry> running(GlobalNetworks networks, String attempted) throws SystemException {
    List<Entry> all = networks.entries().stream().filter(each -> each.state().isAlive()).toList();
    List<Entry> wanted = all.stream().filter(this::isWanted).toList();
    if (wanted.isEmpty()) {
      throw SystemException.because(
          attempted,
          network.map(each -> "global network " + each).orElse("a global network"),
          "no running node of partition " + facility.partition() + " is on it",
          all.isEmpty() ? "start one with 'smtap run --global IFNAME'" : "there is " + names(all));
    }
    return wanted;
  }

  private boolean isWanted(Entry entry) {
    return network.isEmpty() || network.get().equals(entry.network());
  }

  private static String names(List<Entry> entries) {
    return entries.stream().map(Entry::network).distinct().collect(Collectors.joining(", "));
  }
}
