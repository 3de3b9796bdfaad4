package dev.smtap.cli.snmp;

import dev.smtap.cli.LiteralEnd;
import dev.smtap.posix.SystemException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address and a UDP port: {@link #FORM}.
 *
 * @param end address and port; no name is looked up
 */
public record SnmpAddress(InetSocketAddress end) {
  /** How it is written. */
  public static final String FORM = "ADDRESS:PORT|[ADDRESS]:PORT";

  private static final Pattern WRITTEN =
      Pattern.compile("([0-9.]{7,15}|\\[[0-9a-fA-F:.]{2,45}\\]):([0-9]{1,5})");

  /** Reads it. */
  public static SnmpAddress parse(String text) throws SystemException {
    Optional<SnmpAddress> found = find(text);
    if (found.isEmpty()) {
      throw SystemException.because(
          "serve SNMP on",
          "'" + text + "'",
          "it is no address with a port",
          "write " + FORM + ", such as 127.0.0.1:1161");
    }
    return found.get();
  }

  /** Reads it, if it is one. */
  public static Optional<SnmpAddress> find(String text) {
    return LiteralEnd.find(WRITTEN, text).map(SnmpAddress::new);
  }

  /** As it is written. */
  @Override
  public String toString() {
    return LiteralEnd.text(end);
  }
}
