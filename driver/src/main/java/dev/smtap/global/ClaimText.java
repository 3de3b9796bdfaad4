package dev.smtap.global;

import dev.smtap.wire.MacAddress;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A claim as text, one fact a line, so that every driver of a namespace can read what the others
 * intercept. Lines that make no sense are passed over. Pure functions.
 */
final class ClaimText {
  private static final String MAC = "mac";
  private static final String ADDRESS = "address";
  private static final String SOURCE = "source";
  private static final String LOCAL = "local";
  private static final String OUTSIDE = "outside";
  private static final String PORTS = "ports";

  private ClaimText() {}

  static String write(GlobalInterface claim) {
    StringBuilder text = new StringBuilder();
    line(text, MAC, MacAddress.format(claim.neighbourMac()));
    claim.addresses().forEach(each -> line(text, ADDRESS, each.getHostAddress()));
    claim.sources().forEach(each -> line(text, SOURCE, each.getHostAddress()));
    claim.localInterfaces().forEach(each -> line(text, LOCAL, each.toString()));
    claim.outsideInterfaces().forEach(each -> line(text, OUTSIDE, each.toString()));
    PortRange ports = claim.ports();
    if (ports != null) {
      line(text, PORTS, ports.toString());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(' ').append(value).append('\n');
  }

  static GlobalInterface read(int ifindex, String text) {
    return new GlobalInterface(
        ifindex,
        values(text, MAC).map(ClaimText::mac).findFirst().orElse(0L),
        addresses(text, ADDRESS),
        addresses(text, SOURCE),
        numbers(text, LOCAL),
        numbers(text, OUTSIDE),
        values(text, PORTS)
            .map(ClaimText::ports)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null));
  }

  private static Stream<String> values(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith(key + " "))
        .map(line -> line.substring(key.length() + 1));
  }

  private static Set<InetAddress> addresses(String text, String key) {
    Set<InetAddress> found = new HashSet<>();
    values(text, key)
        .forEach(value -> {
          @Nullable InetAddress address = address(value);
          if (address != null) {
            found.add(address);
          }
        });
    return found;
  }

  private static @Nullable InetAddress address(String value) {
    if (value.indexOf('%') >= 0) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(value);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static long mac(String value) {
    try {
      return MacAddress.parse(value);
    } catch (IllegalArgumentException _) {
      return 0;
    }
  }

  private static Set<Integer> numbers(String text, String key) {
    Set<Integer> found = new HashSet<>();
    values(text, key).map(ClaimText::number).filter(number -> number > 0).forEach(found::add);
    return found;
  }

  private static @Nullable PortRange ports(String value) {
    String[] ends = value.split("-", -1);
    int first = number(ends[0]);
    int last = ends.length == 2 ? number(ends[1]) : 0;
    return PortRange.isRange(first, last) ? new PortRange(first, last) : null;
  }

  /** A positive number, or 0. */
  static int number(String value) {
    try {
      return Math.max(Integer.parseInt(value), 0);
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
