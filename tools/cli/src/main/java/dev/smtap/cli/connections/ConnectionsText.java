package dev.smtap.cli.connections;

import dev.smtap.cli.status.TextTable;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Connection tables and directory as text for people. */
final class ConnectionsText {
  private static final double NANOS_PER_SECOND = 1e9;

  private final StringBuilder text = new StringBuilder();
  private final List<String> notes = new ArrayList<>();

  private ConnectionsText() {}

  /**
   * The text.
   *
   * @param partition name of the partition
   * @param limit how many flows and how many listeners are shown
   */
  static String of(String partition, GlobalNetworks networks, int limit) throws SystemException {
    ConnectionsText text = new ConnectionsText();
    text.add(partition, networks, limit);
    return text.text.toString();
  }

  private void add(String partition, GlobalNetworks networks, int limit) throws SystemException {
    List<Entry> entries = networks.entries();
    text.append("partition ").append(partition).append(": ");
    text.append(
        entries.isEmpty()
            ? "no node is on a global network"
            : plural(entries.stream().mapToInt(Entry::node).distinct().count(), "node")
                + " on "
                + plural(
                    entries.stream().map(Entry::network).distinct().count(), "global network"));
    text.append('\n');
    section(DirectoryText.nodes(entries));
    section(DirectoryText.outside(entries));
    section(DirectoryText.listeners(entries, limit, notes));
    flows(networks, limit);
    notes.forEach(each -> text.append('\n').append(each).append('\n'));
    networks.problems().forEach(each -> text.append("\nproblem: ").append(each).append('\n'));
  }

  private void section(TextTable table) {
    if (!table.isEmpty()) {
      text.append('\n').append(table.text());
    }
  }

  private void flows(GlobalNetworks networks, int limit) throws SystemException {
    long leftOut = 0;
    int room = limit;
    for (Entry entry : networks.entries()) {
      FirstFlows first = new FirstFlows(room);
      networks.forEachFlow(entry, first::add);
      List<Flow> flows = first.sorted();
      room -= flows.size();
      leftOut += first.count() - flows.size();
      if (entry.table().isPresent()) {
        text.append('\n').append(heading(entry, first.count())).append('\n');
        TextTable table = table(flows);
        text.append(table.isEmpty() ? "" : table.text());
      }
    }
    if (leftOut > 0) {
      notes.add(leftOut(leftOut, "flow"));
    }
  }

  private static String heading(Entry entry, long count) {
    return "table of node "
        + entry.node()
        + " on network "
        + entry.network()
        + ": "
        + plural(count, "flow");
  }

  private static TextTable table(List<Flow> flows) {
    TextTable table =
        new TextTable(
            "PROTOCOL",
            "LOCAL",
            "FOREIGN",
            "OWNER",
            "STEP",
            "STATE",
            "PACKETS",
            "BYTES",
            "AGE s",
            "IDLE s");
    for (Flow flow : flows) {
      table.add(
          Names.protocol(flow.protocol()),
          Names.end(flow.local(), flow.localPort()),
          Names.end(flow.foreign(), flow.foreignPort()),
          flow.owner(),
          Names.of(flow.step()),
          Names.of(flow.state()),
          flow.packets(),
          flow.bytes(),
          seconds(flow.ageNanos()),
          seconds(flow.idleNanos()));
    }
    return table;
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / NANOS_PER_SECOND);
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** What is said of rows beyond the limit. */
  static String leftOut(long count, String noun) {
    return "left out: " + plural(count, noun) + "; take a higher --limit, or --json for all";
  }
}
