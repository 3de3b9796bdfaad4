package dev.smtap.cli.connections;

import dev.smtap.cli.status.GlobalJson;
import dev.smtap.cli.status.TableStatus;
import dev.smtap.global.PublishedArea;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.IpAddress;
import java.io.Writer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Connection tables and directory as JSON, written while they are read: tables may be large. Names
 * are stable: fields may be added, never renamed.
 */
final class ConnectionsJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator json;
  private final GlobalNetworks networks;
  private final long limit;
  private long shown;
  private long leftOut;

  private ConnectionsJson(JsonGenerator json, GlobalNetworks networks, long limit) {
    this.json = json;
    this.networks = networks;
    this.limit = limit;
  }

  /**
   * Writes one line without its end.
   *
   * @param partition name of the partition
   * @param limit how many flows are written
   */
  static void write(Writer out, String partition, GlobalNetworks networks, long limit)
      throws SystemException {
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      new ConnectionsJson(generator, networks, limit).partition(partition);
    }
  }

  private void partition(String name) throws SystemException {
    json.writeStartObject();
    json.writeStringProperty("partition", name);
    json.writeArrayPropertyStart("nodes");
    for (Entry entry : networks.entries()) {
      entry(entry);
    }
    json.writeEndArray();
    json.writeNumberProperty("flowsLeftOut", leftOut);
    json.writeArrayPropertyStart("problems");
    networks.problems().forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void entry(Entry entry) throws SystemException {
    PublishedArea published = entry.published();
    json.writeStartObject();
    json.writeNumberProperty("id", entry.node());
    json.writeStringProperty("state", entry.state().toString());
    json.writeNumberProperty("generation", entry.generation());
    json.writeStringProperty("network", entry.network());
    json.writeStringProperty("interface", entry.interfaceName());
    GlobalJson.published(json, published);
    json.writeArrayPropertyStart("listeners");
    published.listeners().forEach(this::listener);
    json.writeEndArray();
    json.writeNumberProperty("listenersLeftOut", published.leftOut());
    entry.table().map(TableStatus::of).ifPresent(each -> GlobalJson.table(json, "table", each));
    json.writeArrayPropertyStart("flows");
    networks.forEachFlow(entry, this::flow);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void listener(PublishedArea.Listener listener) {
    json.writeStartObject();
    json.writeStringProperty("protocol", Names.protocol(listener.protocol()));
    json.writeStringProperty("address", Names.localAddress(listener));
    json.writeNumberProperty("port", listener.localPort());
    if (!listener.foreign().equals(IpAddress.ANY)) {
      json.writeStringProperty("foreignAddress", listener.foreign().toString());
    }
    if (listener.foreignPort() != 0) {
      json.writeNumberProperty("foreignPort", listener.foreignPort());
    }
    json.writeEndObject();
  }

  private void flow(Flow flow) {
    if (shown == limit) {
      leftOut++;
      return;
    }
    shown++;
    json.writeStartObject();
    json.writeStringProperty("protocol", Names.protocol(flow.protocol()));
    json.writeStringProperty("localAddress", flow.local().toString());
    json.writeNumberProperty("localPort", flow.localPort());
    json.writeStringProperty("foreignAddress", flow.foreign().toString());
    json.writeNumberProperty("foreignPort", flow.foreignPort());
    json.writeNumberProperty("owner", flow.owner());
    json.writeNumberProperty("ownerGeneration", flow.ownerGeneration());
    json.writeStringProperty("step", Names.of(flow.step()));
    json.writeStringProperty("state", Names.of(flow.state()));
    json.writeNumberProperty("packets", flow.packets());
    json.writeNumberProperty("bytes", flow.bytes());
    json.writeNumberProperty("ageNanos", flow.ageNanos());
    json.writeNumberProperty("idleNanos", flow.idleNanos());
    json.writeEndObject();
  }
}
