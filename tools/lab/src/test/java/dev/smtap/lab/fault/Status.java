package dev.smtap.lab.fault;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code smtap status --json} printed. */
final class Status {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final JsonNode json;

  Status(String text) {
    this.json = MAPPER.readTree(text);
  }

  List<String> problems() {
    return json.path("problems").valueStream().map(JsonNode::asString).toList();
  }

  JsonNode node(int id) {
    return find(json.path("nodes"), "id", id);
  }

  JsonNode adapter(int id) {
    return node(id).path("adapters").path(0);
  }

  /** How a node does. */
  String state(int id) {
    return node(id).path("state").asString("absent");
  }

  /** A living pair's ring as one of the two sees it; former lives of the peer passed over. */
  JsonNode ring(int id, int peer) {
    for (JsonNode ring : adapter(id).path("rings")) {
      if (ring.path("peer").asInt() == peer && !ring.path("state").asString().equals("down")) {
        return ring;
      }
    }
    return json.path("none");
  }

  private static JsonNode find(JsonNode array, String key, int value) {
    for (JsonNode each : array) {
      if (each.path(key).asInt() == value) {
        return each;
      }
    }
    return array.path("none");
  }

  static long drop(JsonNode part, String cause) {
    return part.path("drops").path(cause).asLong();
  }

  private static long drops(JsonNode part) {
    return part.path("drops").valueStream().mapToLong(JsonNode::asLong).sum();
  }

  /** Frames in flight from a node to a peer. */
  long inFlight(int from, int to) {
    return ring(from, to).path("inFlight").asLong();
  }

  /** True when nothing is in flight between these nodes. */
  boolean isAtRest(List<Integer> ids) {
    return ids.stream()
        .allMatch(from -> ids.stream().allMatch(to -> from.equals(to) || inFlight(from, to) == 0));
  }

  /** Pairs of living nodes whose sums do not close, in words. At rest only. */
  List<String> imbalances(List<Integer> ids) {
    List<String> found = new ArrayList<>();
    for (int from : ids) {
      for (int to : ids) {
        if (from != to) {
          check(from, to, found);
        }
      }
    }
    return found;
  }

  private void check(int from, int to, List<String> found) {
    JsonNode sent = ring(from, to).path("sent");
    JsonNode received = ring(to, from).path("received");
    if (sent.isMissingNode() || received.isMissingNode()) {
      found.add("no living ring from " + from + " to " + to);
      return;
    }
    long out = sent.path("frames").asLong() + sent.path("commands").asLong();
    long in = received.path("frames").asLong() + received.path("commands").asLong();
    in += drops(received) + drop(sent, "node died");
    if (in != out) {
      found.add(from + " sent " + out + " to " + to + ", which accounts for " + in);
    }
  }
}
