package dev.smtap.cli;

import dev.smtap.wire.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address with a port in words, where names are not looked up. Pure functions. */
public final class LiteralEnd {
  private static final int HIGHEST_PORT = 65_535;

  private LiteralEnd() {}

  /** As people write it: {@code 127.0.0.1:80}, {@code [::1]:80}. */
  public static String text(InetSocketAddress end) {
    return IpAddress.of(end.getAddress()).withPort(end.getPort());
  }

  /**
   * The end that a text stands for, if it is one.
   *
   * @param form matches all of the text; its first group is the address, its second the port, at
   *     most nine digits
   */
  public static Optional<InetSocketAddress> find(Pattern form, String text) {
    Matcher found = form.matcher(text);
    int port = found.matches() ? Integer.parseInt(found.group(2)) : 0;
    if (port < 1 || port > HIGHEST_PORT) {
      return Optional.empty();
    }
    try {
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(found.group(1)), port));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
