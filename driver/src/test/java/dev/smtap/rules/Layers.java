package dev.smtap.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The packages of the driver from the ground up, and which of them each may use. Any thread. */
final class Layers {
  static final String ROOT = "dev.smtap.";

  private static final List<String> FROM_THE_GROUND_UP =
      List.of(
          "wire",
          "posix",
          "memory",
          "ring",
          "facility",
          "netlink",
          "tap",
          "local",
          "global",
          "node");

  /** Packages that may use less than all those below them. */
  private static final Map<String, Set<String>> NARROWER =
      Map.of(
          "posix", Set.of(),
          "netlink", Set.of("posix"),
          "tap", Set.of("posix", "netlink", "wire"));

  private Layers() {}

  /** Each package, and those it must not use: the ones above it and the ones it has no need of. */
  static Map<String, List<String>> forbidden() {
    Map<String, List<String>> result = new LinkedHashMap<>();
    for (int i = 0; i < FROM_THE_GROUND_UP.size(); i++) {
      String layer = FROM_THE_GROUND_UP.get(i);
      Set<String> allowed =
          NARROWER.getOrDefault(layer, Set.copyOf(FROM_THE_GROUND_UP.subList(0, i)));
      List<String> others = new ArrayList<>(FROM_THE_GROUND_UP);
      others.remove(layer);
      others.removeAll(allowed);
      result.put(layer, others);
    }
    return result;
  }

  static boolean isKnown(String layer) {
    return FROM_THE_GROUND_UP.contains(layer);
  }
}
