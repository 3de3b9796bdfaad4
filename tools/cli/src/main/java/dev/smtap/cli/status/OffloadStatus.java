package dev.smtap.cli.status;

import dev.smtap.tap.Offloads;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Offloads of an adapter. A kernel may leave undone only what all members of the network receive.
 *
 * @param inForce those that the kernel of this adapter may use
 * @param reasons why the others are off, by their names
 */
public record OffloadStatus(Offloads inForce, Map<String, String> reasons) {

  /**
   * What follows from what the members say.
   *
   * @param received what the adapter receives
   * @param wanted what was asked for
   * @param peers what its living peers on this network receive, by node ID
   */
  static OffloadStatus of(Offloads received, Offloads wanted, Map<Integer, Offloads> peers) {
    Offloads common = received;
    for (Offloads each : peers.values()) {
      common = common.intersect(each);
    }
    Offloads inForce = common.consistent();
    Map<String, String> reasons = new LinkedHashMap<>();
    for (int bit = 1; Offloads.ALL.has(bit); bit <<= 1) {
      if (!inForce.has(bit)) {
        reasons.put(new Offloads(bit).toString(), reason(bit, received, wanted, peers));
      }
    }
    return new OffloadStatus(inForce, reasons);
  }

  private static String reason(
      int bit, Offloads received, Offloads wanted, Map<Integer, Offloads> peers) {
    if (!received.has(bit)) {
      return wanted.has(bit)
          ? "this kernel does not handle it right, see 'smtap doctor'"
          : "it is switched off here (--offloads)";
    }
    String without =
        new TreeMap<>(peers)
            .entrySet().stream()
                .filter(each -> !each.getValue().has(bit))
                .map(each -> "node " + each.getKey())
                .collect(Collectors.joining(", "));
    return without.isEmpty()
        ? "it needs another that is off"
        : without + (without.contains(",") ? " do" : " does") + " not receive it";
  }
}
