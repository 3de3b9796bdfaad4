package dev.smtap.cli;

import dev.smtap.facility.Facility;
import dev.smtap.posix.Errno;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which partition a command is about.
 *
 * @param partition its name, if one was given
 * @param facility where partitions lie, if that was given
 */
public record PlaceOptions(Optional<String> partition, Optional<Path> facility) {
  static final String DEFAULT_PARTITION = "default";

  /** Adds these options to a command. */
  public static CommandSpec addTo(CommandSpec spec) {
    return spec.addOption(
            Commands.option(
                "--partition", String.class, "NAME", "The partition; 'default' if not given."))
        .addOption(
            Commands.option(
                "--facility",
                Path.class,
                "DIR",
                "Where partitions lie; /dev/shm/smtap if not given."));
  }

  /** Reads them. */
  public static PlaceOptions of(ParseResult parsed) {
    return new PlaceOptions(
        Commands.value(parsed, "--partition", String.class),
        Commands.value(parsed, "--facility", Path.class));
  }

  /**
   * The files of a partition that is to be shown.
   *
   * @throws SystemException if there is none
   */
  public Facility openExisting() throws SystemException {
    Facility facility = open();
    if (!exists(facility)) {
      throw SystemException.because(
          "find partition",
          facility.partition(),
          "there is no " + facility.directory(),
          "start a node with 'smtap run', or check --partition and --facility");
    }
    return facility;
  }

  /**
   * Whether there are files of a partition.
   *
   * @throws SystemException if this user may not know
   */
  static boolean exists(Facility facility) throws SystemException {
    try {
      return PathCalls.statusFollowing(facility.directory()).isPresent();
    } catch (SystemException e) {
      if (e.errno() != Errno.EACCES) {
        throw e;
      }
      throw SystemException.because(
          "look for partition",
          facility.partition(),
          e.errno(),
          "no permission to enter " + facility.directory().toAbsolutePath().getParent(),
          "run as root, or as a member of the directory's group");
    }
  }

  /** The files of the partition. */
  public Facility open() throws SystemException {
    return Facility.of(facility.orElse(Facility.DEFAULT_ROOT), partition.orElse(DEFAULT_PARTITION));
  }
}
