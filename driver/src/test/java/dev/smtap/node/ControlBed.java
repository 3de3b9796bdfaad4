package dev.smtap.node;

import dev.smtap.facility.Facility;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeView;
import dev.smtap.global.PublishedArea;
import dev.smtap.local.AdapterSettings;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A node on a global network "web" in this process, whose control socket is in a directory of its
 * own.
 */
final class ControlBed implements AutoCloseable {
  static final int ID = 7;

  private final ShmDirectory root = ShmDirectory.create();
  private final TestPort port;
  private final Node node;

  /** Starts it over what is in the directory already. */
  ControlBed(ShmDirectory control) throws SystemException {
    port = new TestPort();
    AdapterConfig adapter =
        new AdapterConfig(
            NetworkKind.GLOBAL, "smg0", "web", 1500, Geometry.LEAST_SLOTS, Offloads.NONE);
    NodeConfig config =
        new NodeConfig(
            root.path(),
            "unit",
            ID,
            "",
            List.of(adapter),
            new NodeConfig.Limits(8, 2, 16, 0),
            AdapterSettings.DEFAULT,
            Optional.of(control.path()));
    node = Node.start(config, (_, _) -> port.near());
  }

  static Path socket(ShmDirectory control) {
    return new ControlFiles(control.path(), "unit").socket(ID);
  }

  /** Connects, and sends nothing. */
  static SocketChannel connect(ShmDirectory control) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket(control)));
    return channel;
  }

  /** Sends a text, and returns the answer without its line end. */
  static String ask(ShmDirectory control, String text) throws IOException {
    try (SocketChannel channel = connect(control)) {
      send(channel, text);
      return answer(channel);
    }
  }

  static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * The line that comes, or what comes until the end. Behind the line there may be a reset: so the
   * kernel says that not everything was read.
   */
  static String answer(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    while (channel.read(bytes) > 0) {
      if (bytes.get(bytes.position() - 1) == '\n') {
        break;
      }
    }
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString().stripTrailing();
  }

  /** What the node publishes. */
  PublishedArea published() throws SystemException {
    try (NodeView view = NodeView.open(Facility.of(root.path(), "unit"), ID)) {
      return PublishedArea.read(view.adapters().getFirst());
    }
  }

  @Override
  public void close() {
    port.release();
    node.close();
    port.close();
    root.close();
  }
}
