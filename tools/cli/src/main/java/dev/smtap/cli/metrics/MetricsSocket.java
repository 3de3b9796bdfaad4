package dev.smtap.cli.metrics;

import dev.smtap.posix.Errno;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
  private static final int PROBE_MILLIS = 1_000;
  private static final String MODE = "rw-rw----";

  /**
   * Opens it.
   *
   * @throws SystemException if that address cannot be had; with EADDRINUSE if somebody has it
   */
  static MetricsSocket open(MetricsAddress address) throws SystemException {
    try {
      return address.path().isPresent()
          ? open(address.path().get())
          : open(address.port().orElseThrow());
    } catch (IOException e) {
      throw isTaken(address) ? taken(address) : cannot(address, e);
    }
  }

  /** Asked for because the JDK says so in words only, which are those of the locale. */
  private static boolean isTaken(MetricsAddress address) {
    try {
      return address.path().isPresent()
          ? UnixSocket.isListening(address.path().get())
          : isAnswering(address.port().orElseThrow());
    } catch (SystemException e) {
      return false;
    }
  }

  private static boolean isAnswering(InetSocketAddress port) {
    try (Socket probe = new Socket()) {
      probe.connect(port, PROBE_MILLIS);
      return true;
    } catch (IOException e) {
      // Whoever has too many clients waiting does not answer at all.
      return e instanceof SocketTimeoutException;
    }
  }

  private static SystemException taken(MetricsAddress address) {
    return SystemException.because(
        "serve metrics on",
        address.toString(),
        Errno.EADDRINUSE,
        "somebody listens there",
        "leave it to that process, or choose another --metrics");
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
    if (PathCalls.statusFollowing(path).filter(each -> !each.isSocket()).isPresent()) {
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
