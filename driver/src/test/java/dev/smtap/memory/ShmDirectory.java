package dev.smtap.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of a test's own in /dev/shm, removed with everything in it when it is closed. */
public final class ShmDirectory implements AutoCloseable {
  private final Path path;

  private ShmDirectory(Path path) {
    this.path = path;
  }

  public static ShmDirectory create() {
    return below(Path.of("/dev/shm"));
  }

  /** One in another file system. */
  public static ShmDirectory below(Path parent) {
    try {
      return new ShmDirectory(Files.createTempDirectory(parent, "smtap-unit-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try (Stream<Path> found = Files.walk(path)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
