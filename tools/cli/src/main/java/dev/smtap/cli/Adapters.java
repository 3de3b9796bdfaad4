package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.global.GlobalSettings;
import dev.smtap.global.PortSharing;
import dev.smtap.global.Refusal;
import dev.smtap.posix.SystemException;
import java.time.Duration;
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
  static final String GLOBAL_FORM =
      LOCAL_FORM
          + "[,flows=N][,balance=POLICY][,affinity=SECONDS][,weight=N][,ports=off|on|host]"
          + "[,refuse=partition|all|none]";

  /** Why {@code flows} is refused on a local network. */
  static final String NO_FLOWS = "a local network has no connection table";

  /** Why what is about the spreading of flows is refused there. */
  static final String NO_BALANCE = "a local network spreads no flows";

  /** Why what is about ports of outgoing connections is refused there. */
  static final String NO_PORTS = "on a local network each node has addresses of its own";

  /** Why what is about packets without an owner is refused there. */
  static final String NO_REFUSAL = "on a local network the node itself refuses";

  private static final Set<String> KEYS = Set.of("network", "mtu", "slots");
  private static final Set<String> GLOBAL_KEYS =
      Set.of("flows", "balance", "affinity", "weight", "ports", "refuse");

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
        number("flows", values.get("flows")),
        global(values));
  }

  /** Why a key of global networks is refused on a local one. */
  static String whyNot(String key) {
    return switch (key) {
      case "flows", "timeouts" -> NO_FLOWS;
      case "ports" -> NO_PORTS;
      case "refuse" -> NO_REFUSAL;
      default -> NO_BALANCE;
    };
  }

  private void put(String part, Map<String, String> values) throws SystemException {
    int equals = part.indexOf('=');
    String key = equals < 0 ? part : part.substring(0, equals);
    if (!KEYS.contains(key) && !GLOBAL_KEYS.contains(key)) {
      throw wrong("there is no setting '" + key + "'");
    }
    if (GLOBAL_KEYS.contains(key) && kind == NetworkKind.LOCAL) {
      String why = whyNot(key);
      throw wrong("'" + key + "' is for --global: " + why);
    }
    if (equals < 0 || equals == part.length() - 1) {
      throw wrong("'" + key + "' has no value");
    }
    if (values.put(key, part.substring(equals + 1)) != null) {
      throw wrong("'" + key + "' is given twice");
    }
  }

  private GlobalSettings global(Map<String, String> values) throws SystemException {
    String policy = values.getOrDefault("balance", Rule.DEFAULT.policy().toString());
    int affinity = number("affinity", values.get("affinity")).orElse(0);
    int weight = number("weight", values.get("weight")).orElse(1);
    if (!Rule.isAffinity(affinity)) {
      throw wrong("affinity is not 0 to " + Rule.LONGEST_AFFINITY.toSeconds());
    }
    if (!GlobalSettings.isWeight(weight)) {
      throw wrong("weight is not 1 to " + GlobalSettings.MOST_WEIGHT);
    }
    Rule usual =
        new Rule(
            BalancePolicy.parse(policy)
                .orElseThrow(() -> wrong("balance is not " + BalancePolicy.WORDS)),
            Duration.ofSeconds(affinity));
    return GlobalSettings.DEFAULT
        .withBalance(BalanceRules.DEFAULT.withUsual(usual), weight)
        .withPorts(
            PortSharing.parse(values.getOrDefault("ports", PortSharing.OFF.toString()))
                .orElseThrow(() -> wrong("ports is not " + PortSharing.WORDS)))
        .withRefusal(
            Refusal.parse(values.getOrDefault("refuse", Refusal.PARTITION.toString()))
                .orElseThrow(() -> wrong("refuse is not " + Refusal.WORDS)));
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
