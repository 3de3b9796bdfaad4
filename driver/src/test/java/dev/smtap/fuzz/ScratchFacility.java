package dev.smtap.fuzz;

import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A partition of its own for one test class, under /dev/shm, removed at the end. */
public final class ScratchFacility implements AutoCloseable {
  private final Path root;
  private final Facility facility;

  private ScratchFacility(Path root, Facility facility) {
    this.root = root;
    this.facility = facility;
  }

  public static ScratchFacility make() throws IOException {
    Path root = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-fuzz-");
    return new ScratchFacility(root, partition(root));
  }

  private static Facility partition(Path root) throws SystemException {
    Facility facility = Facility.of(root, "fuzz");
    facility.create();
    return facility;
  }

  public Facility facility() {
    return facility;
  }

  @Override
  public void close() throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(root)) {
      found = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : found) {
      Files.delete(each);
    }
  }
}
