package dev.smtap.cli;

import dev.smtap.posix.SystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what stands behind {@code --local}: {@code IFNAME[,network=NAME][,mtu=N][,slots=N]}. */
final class Adapters {
  private static final Set<String> KEYS = Set.of("network", "mtu", "slots");

  private Adapters() {}

  /** Reads the text; the error names the part that is wrong. */
  static AdapterSettings parse(String text) throws SystemException {
    String[] parts = text.split(",", -1);
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      put(text, parts[i], values);
    }
    return new AdapterSettings(
        parts[0],
        values.getOrDefault("network", parts[0]),
        number(text, "mtu", values.get("mtu")),
        number(text, "slots", values.get("slots")));
  }

  private static void put(String text, String part, Map<String, String> values)
      throws SystemException {
    int equals = part.indexOf('=');
    String key = equals < 0 ? part : part.substring(0, equals);
    if (!KEYS.contains(key)) {
      throw wrong(text, "there is no setting '" + key + "'");
    }
    if (equals < 0 || equals == part.length() - 1) {
      throw wrong(text, "'" + key + "' has no value");
    }
    if (values.put(key, part.substring(equals + 1)) != null) {
      throw wrong(text, "'" + key + "' is given twice");
    }
  }

  private static OptionalInt number(String text, String key, @Nullable String value)
      throws SystemException {
    if (value == null) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw wrong(text, key + " is '" + value + "', which is not a number");
    }
  }

  private static SystemException wrong(String text, String why) {
    return SystemException.because(
        "use adapter", "'" + text + "'", why, "write IFNAME[,network=NAME][,mtu=N][,slots=N]");
  }
}
