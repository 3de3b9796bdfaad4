package dev.smtap.cli.control;

import dev.smtap.cli.connections.Entry;
import dev.smtap.cli.status.TextTable;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.global.BalanceState;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * How the nodes spread flows, as text and as JSON. Names in the latter are stable: fields may be
 * added, never renamed.
 *
 * @param partition name of the partition
 * @param states what each node that could be asked says
 * @param problems why others could not, one sentence each
 */
record BalanceView(String partition, Map<Entry, BalanceState> states, List<String> problems) {

  /** For people. */
  String text() {
    TextTable table =
        new TextTable("NODE", "NETWORK", "WEIGHT", "NEW FLOWS", "PORT", "POLICY", "AFFINITY s");
    states.forEach((entry, state) -> {
      addRow(table, entry, state, "*", state.rules().usual());
      state.rules().ports().forEach((port, rule) -> addRow(table, entry, state, port, rule));
    });
    StringBuilder text = new StringBuilder(table.isEmpty() ? "" : table.text());
    for (String network : differing()) {
      text.append("\nnodes spread flows of network ").append(network).append(" differently\n");
    }
    problems.forEach(each -> text.append("\nproblem: ").append(each).append('\n'));
    return text.toString();
  }

  private static void addRow(
      TextTable table, Entry entry, BalanceState state, Object port, Rule rule) {
    long seconds = rule.affinity().toSeconds();
    table.add(
        entry.node(),
        entry.network(),
        state.weight(),
        state.isDraining() ? "no, draining" : "yes",
        port,
        rule.policy(),
        seconds == 0 ? "-" : String.valueOf(seconds));
  }

  /** Networks on which a flow's fate depends on where it comes in. */
  private TreeSet<String> differing() {
    Map<String, BalanceRules> first = new HashMap<>();
    TreeSet<String> found = new TreeSet<>();
    states.forEach((entry, state) -> {
      BalanceRules known = first.putIfAbsent(entry.network(), state.rules());
      if (known != null && !known.equals(state.rules())) {
        found.add(entry.network());
      }
    });
    return found;
  }

  /** For programs, one line without its end. */
  String json() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("partition", partition);
      json.writeArrayPropertyStart("nodes");
      states.forEach((entry, state) -> node(json, entry, state));
      json.writeEndArray();
      json.writeArrayPropertyStart("problems");
      problems.forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toString();
  }

  private static void node(JsonGenerator json, Entry entry, BalanceState state) {
    json.writeStartObject();
    json.writeNumberProperty("id", entry.node());
    json.writeStringProperty("network", entry.network());
    json.writeNumberProperty("weight", state.weight());
    json.writeBooleanProperty("isDraining", state.isDraining());
    json.writeObjectPropertyStart("usual");
    rule(json, state.rules().usual());
    json.writeEndObject();
    json.writeArrayPropertyStart("ports");
    state
        .rules()
        .ports()
        .forEach((port, rule) -> {
          json.writeStartObject();
          json.writeNumberProperty("port", port);
          rule(json, rule);
          json.writeEndObject();
        });
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void rule(JsonGenerator json, Rule rule) {
    json.writeStringProperty("policy", rule.policy().toString());
    json.writeNumberProperty("affinitySeconds", rule.affinity().toSeconds());
  }
}
