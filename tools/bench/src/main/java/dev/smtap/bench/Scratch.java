package dev.smtap.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory in /dev/shm that a measurement's facility lies in. */
final class Scratch {
  private static final String PARTITION = "bench";

  private Scratch() {}

  /** Removes a root with its one partition; the nodes have ended. */
  static void remove(Path root) throws IOException {
    Path partition = root.resolve(PARTITION);
    if (Files.exists(partition)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(partition)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(partition);
    }
    Files.delete(root);
  }
}
