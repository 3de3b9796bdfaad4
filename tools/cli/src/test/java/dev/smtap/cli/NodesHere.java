package dev.smtap.cli;

import dev.smtap.facility.Facility;
import dev.smtap.local.AdapterSettings;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.Node;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.SocketPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Nodes in this process, in partition "p" below a directory of their own. One thread. */
public final class NodesHere implements AutoCloseable {
  /** Where the partition and, as far as they have any, the control sockets are. */
  public final Path root;

  /** Those that were started and not taken out. */
  public final List<Node> nodes = new ArrayList<>();

  private final List<SocketPort> ports = new ArrayList<>();

  /** Makes the directory. */
  public NodesHere() throws IOException {
    root = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-cli-test");
  }

  /** The partition's files. */
  public Facility facility() throws SystemException {
    return Facility.of(root, "p");
  }

  /** Starts a node with one adapter. */
  public void start(int nodeId, AdapterConfig adapter, boolean hasControl) throws SystemException {
    List<SocketPort> pair = SocketPort.pair();
    ports.addAll(pair);
    nodes.add(
        Node.start(
            new NodeConfig(
                root,
                "p",
                nodeId,
                "",
                List.of(adapter),
                NodeConfig.Limits.DEFAULT,
                AdapterSettings.DEFAULT,
                hasControl ? Optional.of(root) : Optional.empty()),
            (_, _) -> pair.getFirst()));
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(Node::close);
    ports.forEach(SocketPort::close);
    delete(root);
  }

  /** Deletes a directory and what is in it. */
  public static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
