package dev.smtap.lab;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code smtap status --json} printed. */
record Status(JsonNode json) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  static Status parse(String text) {
    return new Status(MAPPER.readTree(text));
  }

  List<String> problems() {
    return json.path("problems").valueStream().map(JsonNode::asString).toList();
  }

  /** A node, or a missing one. */
  JsonNode node(int id) {
    return find(json.path("nodes"), "id", Integer.toString(id));
  }

  /** What is said of a node: up, hung, stopped, dead or damaged. */
  String state(int id) {
    return node(id).path("state").asString("absent");
  }

  /** An adapter of a node by its network, or a missing one. */
  JsonNode adapter(int id, String network) {
    return find(node(id).path("adapters"), "network", network);
  }

  /** How many adapters there are. */
  int adapters() {
    return all(json.path("nodes")).stream().mapToInt(each -> each.path("adapters").size()).sum();
  }

  /** A node's ring to a peer, both ways; rather one that is not down than that of a former life. */
  JsonNode ring(int id, String network, int peer) {
    JsonNode rings = adapter(id, network).path("rings");
    return all(rings).stream()
        .filter(each -> each.path("peer").asInt() == peer && !isDown(each))
        .findFirst()
        .orElseGet(() -> find(rings, "peer", Integer.toString(peer)));
  }

  private static boolean isDown(JsonNode ring) {
    return ring.path("state").asString().equals("down");
  }

  private static JsonNode find(JsonNode array, String key, String value) {
    return array
        .valueStream()
        .filter(each -> each.path(key).asString().equals(value))
        .findFirst()
        .orElse(array.path(-1));
  }

  /** Sum of the drops of a sent or received part, those with the given names excepted. */
  static long drops(JsonNode part, String... except) {
    return part.path("drops")
        .propertyStream()
        .filter(each -> !List.of(except).contains(each.getKey()))
        .mapToLong(each -> each.getValue().asLong())
        .sum();
  }

  /** All frames that any adapter has dropped, and the kernel before it. */
  long allDrops() {
    long drops = 0;
    for (JsonNode node : all(json.path("nodes"))) {
      for (JsonNode adapter : all(node.path("adapters"))) {
        drops += adapter.path("kernelDrops").asLong();
        drops += drops(adapter.path("sent")) + drops(adapter.path("received"));
        for (JsonNode ring : all(adapter.path("rings"))) {
          drops += drops(ring.path("sent")) + drops(ring.path("received"));
        }
      }
    }
    return drops;
  }

  /** Whatever does not add up, in words. */
  List<String> imbalances() {
    List<String> found = new ArrayList<>();
    for (JsonNode node : all(json.path("nodes"))) {
      for (JsonNode adapter : all(node.path("adapters"))) {
        checkRead(node, adapter, found);
        for (JsonNode ring : all(adapter.path("rings"))) {
          // What a peer's former life has received went with its section.
          if (!isDown(ring) || !state(ring.path("peer").asInt()).equals("up")) {
            checkPair(node, adapter, ring, found);
          }
        }
      }
    }
    return found;
  }

  private static void checkRead(JsonNode node, JsonNode adapter, List<String> found) {
    JsonNode sent = adapter.path("sent");
    long outcomes =
        sent.path("cast").asLong()
            + sent.path("ownNode").asLong()
            + sent.path("neighbourDiscovery").asLong()
            + drops(sent)
            + outcomes(adapter.path("formerSent"));
    for (JsonNode ring : all(adapter.path("rings"))) {
      outcomes += outcomes(ring.path("sent"));
    }
    if (outcomes != sent.path("frames").asLong()) {
      found.add("node " + node.path("id") + " read " + sent.path("frames") + ", has " + outcomes);
    }
  }

  private static long outcomes(JsonNode sent) {
    return sent.path("frames").asLong() + drops(sent, "node died");
  }

  private void checkPair(JsonNode node, JsonNode adapter, JsonNode ring, List<String> found) {
    int peer = ring.path("peer").asInt();
    JsonNode other =
        ring(peer, adapter.path("network").asString(), node.path("id").asInt()).path("received");
    JsonNode sent = ring.path("sent");
    long in = sent.path("frames").asLong() + sent.path("commands").asLong();
    long out =
        other.path("frames").asLong()
            + other.path("commands").asLong()
            + drops(other)
            + sent.path("drops").path("node died").asLong();
    if (in != out) {
      found.add("node " + node.path("id") + " sent " + in + " to " + peer + ", which has " + out);
    }
  }

  private static List<JsonNode> all(JsonNode array) {
    return array.valueStream().toList();
  }
}
