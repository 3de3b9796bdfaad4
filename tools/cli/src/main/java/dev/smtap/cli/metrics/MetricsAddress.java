package dev.smtap.cli.metrics;

import dev.smtap.cli.LiteralEnd;
import dev.smtap.cli.TypedPath;
import dev.smtap.posix.SystemException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where metrics are served: {@link #FORM}.
 *
 * @param path the Unix socket, if it is one
 * @param port the port otherwise, and the address of this machine that it is on
 */
public record MetricsAddress(Optional<Path> path, Optional<InetSocketAddress> port) {
  /** How it is written. */
  public static final String FORM = "unix:PATH|127.0.0.1:PORT|[::1]:PORT";

  private static final String UNIX = "unix:";
  private static final Pattern PORT =
      Pattern.compile("(127(?:\\.[0-9]{1,3}){3}|\\[::1\\]):([0-9]{1,5})");

  /** Reads it. */
  public static MetricsAddress parse(String text) throws SystemException {
    Optional<MetricsAddress> found = find(text);
    if (found.isEmpty()) {
      throw wrong(text);
    }
    return found.get();
  }

  /** Reads it, if it is one; nobody else on the network is let in: addresses are loopback ones. */
  public static Optional<MetricsAddress> find(String text) {
    if (text.startsWith(UNIX + "/")) {
      return TypedPath.find(text.substring(UNIX.length()))
          .map(path -> new MetricsAddress(Optional.of(path), Optional.empty()));
    }
    return LiteralEnd.find(PORT, text)
        .map(end -> new MetricsAddress(Optional.empty(), Optional.of(end)));
  }

  private static SystemException wrong(String text) {
    return SystemException.because(
        "serve metrics on",
        "'" + text + "'",
        "it is neither an absolute path of a Unix socket nor a port on a loopback address",
        "write " + FORM);
  }

  @Override
  public String toString() {
    return path.map(each -> UNIX + each).or(() -> port.map(LiteralEnd::text)).orElse("");
  }
}
