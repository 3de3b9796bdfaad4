package dev.smtap.bench;

import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.MacAddress;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints how much memory the facility of 2, 8 and 32 nodes really takes (blocks of its files) after
 * broadcasts of every node and frames of all sizes between neighbours.
 */
public final class FacilitySize {
  private static final int[] NODES = {2, 8, 32};
  private static final int[] FRAME_BYTES = {60, 1514, 65_535};
  private static final int FRAMES_OF_EACH_SIZE = 100;
  private static final int BURST = 4;
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final double KIB = 1024;

  private FacilitySize() {}

  /** Prints the table. */
  public static void main(String[] arguments) throws SystemException, IOException {
    System.out.printf(
        "%5s %12s %14s %12s %14s%n",
        "nodes", "common KiB", "KiB per node", "total KiB", "total/nodes");
    for (int nodes : NODES) {
      measure(nodes);
    }
  }

  private static void measure(int count) throws SystemException, IOException {
    Path root = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-bench-size-");
    List<BenchNode> nodes = new ArrayList<>();
    try {
      for (int id = 1; id <= count; id++) {
        nodes.add(BenchNode.start(root, id, "size" + id));
      }
      nodes.forEach(each -> each.awaitNeighbours(count - 1));
      castFromAll(nodes);
      for (int i = 0; i < count; i++) {
        exchange(nodes, i, (i + 1) % count);
      }
      print(root.resolve("bench"), count);
    } finally {
      for (BenchNode node : nodes) {
        node.close();
      }
      Scratch.remove(root);
    }
  }

  private static void castFromAll(List<BenchNode> nodes) {
    for (BenchNode sender : nodes) {
      sender.send(MacAddress.BROADCAST, FRAME_BYTES[0]);
      for (BenchNode each : nodes) {
        if (each != sender) {
          each.receiveAll(1, TIMEOUT_MILLIS);
        }
      }
    }
  }

  private static void exchange(List<BenchNode> nodes, int from, int to) {
    for (int bytes : FRAME_BYTES) {
      for (int sent = 0; sent < FRAMES_OF_EACH_SIZE; sent += BURST) {
        for (int i = 0; i < BURST; i++) {
          nodes.get(from).send(BenchNode.address(to + 1), bytes);
        }
        nodes.get(to).receiveAll(BURST, TIMEOUT_MILLIS);
      }
    }
  }

  private static void print(Path directory, int count) throws SystemException, IOException {
    long common = 0;
    long total = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        long allocated = PathCalls.status(file).orElseThrow().allocated();
        total += allocated;
        if (file.endsWith("common")) {
          common = allocated;
        }
      }
    }
    System.out.printf(
        "%5d %12.0f %14.0f %12.0f %14.0f%n",
        count, common / KIB, (total - common) / KIB / count, total / KIB, total / KIB / count);
  }
}
