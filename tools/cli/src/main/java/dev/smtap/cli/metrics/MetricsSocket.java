package dev.smtap.cli.metrics;

import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The socket that metrics are asked for at. That of a path takes the place of one that a killed
 * process left there, is for the user and the group of this process, and goes with it.
 *
 * @param channel the socket, which does not block
 * @param path its path, if it has one
 */
record MetricsSocket(ServerSocketChannel channel, Optional<Path> path) implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final String MODE = "rw-rw----";

  static MetricsSocket open(MetricsAddress address) throws SystemException {
    try {
      return address.path().isPresent()
          ? open(address.path().get())
          : open(address.port().orElseThrow());
    } catch (IOException e) {
      throw cannot(address, e);
    }
  }

  static SystemException cannot(MetricsAddress address, IOException why) {
    return SystemException.because(
        "serve metrics on",
        address.toString(),
        String.valueOf(why.getMessage()),
        "choose another --metrics, or end what has it");
  }

  private static MetricsSocket open(InetSocketAddress port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(port, BACKLOG);
      return new MetricsSocket(channel, Optional.empty());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static MetricsSocket open(Path path) throws IOException, SystemException {
    if (UnixSocket.isListening(path)) {
      throw new IOException("somebody listens there");
    }
    if (Files.exists(path) && !isSocket(path)) {
      throw new IOException("there is a file of this name that is no socket");
    }
    Path unfinished = path.resolveSibling("." + path.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      channel.bind(UnixDomainSocketAddress.of(unfinished), BACKLOG);
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString(MODE));
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
      return new MetricsSocket(channel, Optional.of(path));
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class).isOther();
  }

  /** The path goes first, so that it never leads to nobody. */
  @Override
  public void close() {
    try {
      if (path.isPresent()) {
        Files.deleteIfExists(path.get());
      }
      channel.close();
    } catch (IOException e) {
      LoggerFactory.getLogger(MetricsSocket.class).debug("metrics not closed", e);
    }
  }
}
