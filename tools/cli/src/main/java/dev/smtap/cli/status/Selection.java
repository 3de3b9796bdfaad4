package dev.smtap.cli.status;

import dev.smtap.posix.SystemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What of a partition is to be shown.
 *
 * @param node only this node, if it names one
 * @param adapter only adapters with this interface name, if it names one
 */
record Selection(Optional<Integer> node, Optional<String> adapter) {

  /**
   * The part that is to be shown; networks and problems are left as they are.
   *
   * @throws SystemException if there is no such node or adapter
   */
  PartitionStatus of(PartitionStatus whole) throws SystemException {
    List<NodeStatus> nodes =
        whole.nodes().stream()
            .filter(each -> node.isEmpty() || node.get() == each.id())
            .map(this::select)
            .filter(each -> adapter.isEmpty() || !each.adapters().isEmpty())
            .toList();
    if (nodes.isEmpty() && (node.isPresent() || adapter.isPresent())) {
      throw none(whole);
    }
    return new PartitionStatus(
        whole.partition(),
        whole.facility(),
        whole.reservedBytes(),
        whole.networks(),
        nodes,
        whole.leftOut(),
        whole.problems());
  }

  private NodeStatus select(NodeStatus from) {
    return adapter.isEmpty()
        ? from
        : from.with(
            from.adapters().stream()
                .filter(each -> each.link().interfaceName().equals(adapter.get()))
                .toList());
  }

  private SystemException none(PartitionStatus whole) {
    String there =
        whole.nodes().stream()
            .map(each ->
                each.id()
                    + each.adapters().stream()
                        .map(adapter -> adapter.link().interfaceName())
                        .collect(Collectors.joining(", ", " (", ")")))
            .collect(Collectors.joining(", "));
    String wanted =
        adapter.map(each -> "adapter " + each + node.map(id -> " of ").orElse("")).orElse("")
            + node.map(id -> "node " + id).orElse("");
    return SystemException.because(
        "show",
        wanted,
        "partition " + whole.partition() + " has none",
        there.isEmpty() ? "start a node with 'smtap run'" : "it has nodes (adapters) " + there);
  }
}
