package dev.smtap.cli.status;

import dev.smtap.global.PublishedArea;
import java.io.Writer;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** A partition as JSON. Names are stable: fields may be added, never renamed. */
final class StatusJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator json;

  private StatusJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes the whole status as one line without its end. */
  static void write(Writer out, PartitionStatus status) {
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      new StatusJson(generator).partition(status);
    }
  }

  private void partition(PartitionStatus status) {
    json.writeStartObject();
    json.writeStringProperty("partition", status.partition());
    json.writeStringProperty("facility", status.facility().toString());
    json.writeNumberProperty("bytes", status.reservedBytes());
    json.writeArrayPropertyStart("networks");
    status.networks().forEach(this::network);
    json.writeEndArray();
    json.writeArrayPropertyStart("problems");
    status.problems().forEach(json::writeString);
    json.writeEndArray();
    json.writeObjectPropertyStart("leftOut");
    json.writeNumberProperty("nodes", status.leftOut().nodes());
    json.writeNumberProperty("lanes", status.leftOut().lanes());
    json.writeEndObject();
    json.writeArrayPropertyStart("nodes");
    status.nodes().forEach(this::node);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void network(NetworkStatus network) {
    json.writeStartObject();
    json.writeNumberProperty("index", network.index());
    json.writeStringProperty("name", network.name());
    json.writeStringProperty("kind", network.kind().toString());
    json.writeArrayPropertyStart("castRings");
    network.castRings().forEach(this::castRing);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void castRing(CastRingStatus ring) {
    json.writeStartObject();
    json.writeNumberProperty("ring", ring.ring());
    json.writeStringProperty("group", ring.group());
    json.writeNumberProperty("cast", ring.cast());
    json.writeEndObject();
  }

  private void node(NodeStatus node) {
    json.writeStartObject();
    json.writeNumberProperty("id", node.id());
    json.writeStringProperty("state", node.state().toString());
    json.writeNumberProperty("generation", node.generation());
    json.writeNumberProperty("processId", node.processId());
    json.writeNumberProperty("startedMillis", node.startedMillis());
    json.writeNumberProperty("heartbeatAgeNanos", node.heartbeatAgeNanos());
    json.writeNumberProperty("sectionBytes", node.sectionBytes());
    json.writeNumberProperty("reservedBytes", node.reservedBytes());
    json.writeStringProperty("trouble", node.trouble());
    json.writeArrayPropertyStart("adapters");
    node.adapters().forEach(this::adapter);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void adapter(AdapterStatus adapter) {
    json.writeStartObject();
    link(adapter.link());
    path(adapter.path());
    json.writeNumberProperty("largeSlots", adapter.pools().large());
    json.writeNumberProperty("largeReserved", adapter.pools().largeReserved());
    json.writeNumberProperty("smallSlots", adapter.pools().small());
    json.writeNumberProperty("smallReserved", adapter.pools().smallReserved());
    json.writeNumberProperty("ringEntries", adapter.pools().ringEntries());
    tally("sent", adapter.sent());
    tally("received", adapter.received());
    tally("formerSent", adapter.formerSent());
    tally("formerReceived", adapter.formerReceived());
    json.writeArrayPropertyStart("rings");
    adapter.rings().forEach(this::ring);
    json.writeEndArray();
    adapter.global().ifPresent(this::global);
    json.writeEndObject();
  }

  private void link(AdapterStatus.Link link) {
    json.writeStringProperty("interface", link.interfaceName());
    json.writeStringProperty("network", link.network());
    json.writeStringProperty("kind", link.kind());
    json.writeStringProperty("state", link.state());
    json.writeStringProperty("netns", link.netns());
    json.writeNumberProperty("ifindex", link.ifindex());
    json.writeNumberProperty("mtu", link.mtu());
    json.writeStringProperty("mac", link.mac());
    json.writeBooleanProperty("up", link.isUp());
    json.writeStringProperty("offloads", link.offloads());
    json.writeNumberProperty("kernelDrops", link.kernelDrops());
  }

  private void path(DataPath path) {
    json.writeBooleanProperty("carrier", path.hasCarrier());
    json.writeNumberProperty("ringDepth", path.ringDepth());
    json.writeNumberProperty("mostPeers", path.mostPeers());
    json.writeNumberProperty("spinMicros", path.spinMicros());
    json.writeBooleanProperty("busyPoll", path.isBusyPolling());
    json.writeBooleanProperty("asleep", path.isAsleep());
    json.writeStringProperty("offloadsInForce", path.offloads().inForce().toString());
    json.writeObjectPropertyStart("offloadsOff");
    path.offloads().reasons().forEach(json::writeStringProperty);
    json.writeEndObject();
  }

  private void global(GlobalStatus global) {
    PublishedArea published = global.published();
    json.writeObjectPropertyStart("global");
    GlobalJson.published(json, published);
    json.writeNumberProperty("listeners", published.listeners().size());
    json.writeNumberProperty("listenersLeftOut", published.leftOut());
    json.writeObjectPropertyStart("search");
    global
        .search()
        .counts()
        .forEach((label, count) -> json.writeNumberProperty(camelCase(label), count));
    json.writeEndObject();
    global.table().ifPresent(each -> GlobalJson.table(json, "connections", each));
    json.writeEndObject();
  }

  private void ring(RingStatus ring) {
    json.writeStartObject();
    json.writeNumberProperty("peer", ring.peer());
    json.writeNumberProperty("peerGeneration", ring.peerGeneration());
    json.writeStringProperty("state", ring.state());
    tally("sent", ring.sent());
    tally("received", ring.received());
    json.writeNumberProperty("inFlight", ring.inFlight());
    json.writeEndObject();
  }

  private void tally(String name, Tally tally) {
    json.writeObjectPropertyStart(name);
    for (Map.Entry<String, Long> each : tally.counts().entrySet()) {
      json.writeNumberProperty(camelCase(each.getKey()), each.getValue());
    }
    json.writeObjectPropertyStart("drops");
    for (Map.Entry<String, Long> each : tally.drops().entrySet()) {
      json.writeNumberProperty(each.getKey(), each.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** "cast bytes" to "castBytes"; what was read from the TAP are the adapter's frames. */
  private static String camelCase(String label) {
    StringBuilder name = new StringBuilder();
    for (String word :
        label.replace("read bytes", "bytes").replace("read", "frames").split(" ", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
