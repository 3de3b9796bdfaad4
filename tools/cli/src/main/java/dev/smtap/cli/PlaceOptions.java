package dev.smtap.cli;

import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which partition a command is about. */
public final class PlaceOptions {
  static final String DEFAULT_PARTITION = "default";

  @Option(
      names = "--partition",
      paramLabel = "NAME",
      description = "The partition; 'default' if not given.")
  private @Nullable String partition;

  @Option(
      names = "--facility",
      paramLabel = "DIR",
      description = "Where partitions lie; /dev/shm/smtap if not given.")
  private @Nullable Path facility;

  Optional<String> partition() {
    return Optional.ofNullable(partition);
  }

  Optional<Path> facility() {
    return Optional.ofNullable(facility);
  }

  /** The directory that the partitions lie in. */
  Path root() {
    return facility().orElse(Facility.DEFAULT_ROOT);
  }

  /** The files of the partition. */
  public Facility open() throws SystemException {
    return Facility.of(root(), partition().orElse(DEFAULT_PARTITION));
  }
}
