package dev.smtap.cli.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A network on which living nodes have different MTUs.
 *
 * @param network its name
 * @param members its adapters
 */
public record MtuDisagreement(String network, List<Member> members) {
  /**
   * An adapter.
   *
   * @param node its node's ID
   * @param link its interface
   */
  public record Member(int node, AdapterStatus.Link link) {}

  /** All that there are, by network. */
  public static List<MtuDisagreement> among(List<NodeStatus> nodes) {
    Map<String, List<Member>> byNetwork = new TreeMap<>();
    for (NodeStatus node : nodes) {
      for (AdapterStatus adapter : node.isAlive() ? node.adapters() : List.<AdapterStatus>of()) {
        if (adapter.link().state().equals("present")) {
          byNetwork
              .computeIfAbsent(adapter.link().network(), _ -> new ArrayList<>())
              .add(new Member(node.id(), adapter.link()));
        }
      }
    }
    return byNetwork.entrySet().stream()
        .map(each -> new MtuDisagreement(each.getKey(), each.getValue()))
        .filter(each -> each.counts().size() > 1)
        .toList();
  }

  private Map<Integer, Integer> counts() {
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    members.forEach(each -> counts.merge(each.link().mtu(), 1, Integer::sum));
    return counts;
  }

  /** The MTU that most have; of several the lowest, which no receiver refuses. */
  public int usual() {
    int best = Integer.MAX_VALUE;
    Map<Integer, Integer> counts = counts();
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (Map.Entry<Integer, Integer> each : counts.entrySet()) {
      if (each.getValue() == most) {
        best = Math.min(best, each.getKey());
      }
    }
    return best;
  }

  /** In words, without what to do. */
  @Override
  public String toString() {
    return "the nodes disagree about the MTU of network "
        + network
        + ": "
        + members.stream()
            .map(each -> "node " + each.node() + " has " + each.link().mtu())
            .collect(Collectors.joining(", "));
  }
}
