package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
import dev.smtap.posix.SystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands behind {@code --local} and {@code --global}: {@link #LOCAL_FORM} and {@link
 * #GLOBAL_FORM}.
 *
 * @param kind kind of the network, so which of the two
 * @param text what stands there
 */
record Adapters(NetworkKind kind, String text) {
  /** What {@code --local} takes. */
  static final String LOCAL_FORM = "IFNAME[,network=NAME][,mtu=N][,slots=N]";

  /** What {@code --global} takes. */
  static final String GLOBAL_FORM = LOCAL_FORM + "[,flows=N]";

  /** Why {@code flows} is refused on a local network. */
  static final String NO_FLOWS = "a local network has no connection table";

  private static final Set<String> KEYS = Set.of("network", "mtu", "slots", "flows");

  /** Reads the text; the error names the part that is wrong. */
  static AdapterSettings parse(NetworkKind kind, String text) throws SystemException {
    return new Adapters(kind, text).parse();
  }

  private AdapterSettings parse() throws SystemException {
    String[] parts = text.split(",", -1);
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      put(parts[i], values);
    }
    return new AdapterSettings(
        kind,
        parts[0],
        values.getOrDefault("network", parts[0]),
        number("mtu", values.get("mtu")),
        number("slots", values.get("slots")),
        number("flows", values.get("flows")));
  }

  private void put(String part, Map<String, String> values) throws SystemException {
    int equals = part.indexOf('=');
    String key = equals < 0 ? part : part.substring(0, equals);
    if (!KEYS.contains(key)) {
      throw wrong("there is no setting '" + key + "'");
    }
    if (key.equals("flows") && kind == NetworkKind.LOCAL) {
      throw wrong("'flows' is for --global: " + NO_FLOWS);
    }
    if (equals < 0 || equals == part.length() - 1) {
      throw wrong("'" + key + "' has no value");
    }
    if (values.put(key, part.substring(equals + 1)) != null) {
      throw wrong("'" + key + "' is given twice");
    }
  }

  private OptionalInt number(String key, @Nullable String value) throws SystemException {
    if (value == null) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw wrong(key + " is '" + value + "', which is not a number");
    }
  }

  private SystemException wrong(String why) {
    String form = kind == NetworkKind.GLOBAL ? GLOBAL_FORM : LOCAL_FORM;
    return SystemException.because("use adapter", "'" + text + "'", why, "write " + form);
  }
}
