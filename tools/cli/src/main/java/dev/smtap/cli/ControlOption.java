package dev.smtap.cli;

import dev.smtap.facility.Facility;
import dev.smtap.node.ControlFiles;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Where the control sockets of nodes are. */
public final class ControlOption {
  static final String NAME = "--control";

  private ControlOption() {}

  /** Adds the option to a command. */
  public static CommandSpec addTo(CommandSpec spec) {
    return spec.addOption(
        Commands.option(
            NAME,
            Path.class,
            "DIR",
            "Where nodes have their control sockets; "
                + ControlFiles.DEFAULT_DIRECTORY
                + " if not given."));
  }

  /** The sockets of a partition's nodes. */
  public static ControlFiles files(ParseResult parsed, Facility facility) {
    return new ControlFiles(
        Commands.value(parsed, NAME, Path.class).orElse(ControlFiles.DEFAULT_DIRECTORY),
        facility.partition());
  }
}
