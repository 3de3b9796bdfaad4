package dev.smtap.cli.status;

import dev.smtap.global.PublishedArea;
import dev.smtap.global.PublishedOffer;
import dev.smtap.wire.IpAddress;
import tools.jackson.core.JsonGenerator;

/**
 * What several commands say in JSON about global networks, in the same words. Names are stable:
 * fields may be added, never renamed.
 */
public final class GlobalJson {
  private GlobalJson() {}

  /** Properties of what a node publishes, its listeners left out. */
  public static void published(JsonGenerator json, PublishedArea published) {
    json.writeBooleanProperty("isGlobal", published.isGlobal());
    json.writeBooleanProperty("isDraining", published.isDraining());
    json.writeNumberProperty("weight", published.weight());
    json.writeBooleanProperty("isSettled", published.isSettled());
    json.writeArrayPropertyStart("addresses");
    published.addresses().forEach(each -> json.writeString(each.toString()));
    json.writeEndArray();
    json.writeArrayPropertyStart("offers");
    published.offers().forEach(each -> offer(json, each));
    json.writeEndArray();
  }

  private static void offer(JsonGenerator json, PublishedOffer offer) {
    json.writeStartObject();
    json.writeStringProperty("address", IpAddress.of(offer.what().address()).toString());
    json.writeStringProperty("segment", offer.what().segment().toString());
    json.writeBooleanProperty("isHeld", offer.isHeld());
    json.writeEndObject();
  }

  /** The counts of a connection table, as an object of this name. */
  public static void table(JsonGenerator json, String name, TableStatus table) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("flows", table.flows());
    json.writeNumberProperty("mostFlows", table.mostFlows());
    json.writeNumberProperty("agedOut", table.agedOut());
    json.writeNumberProperty("nodeGone", table.nodeGone());
    json.writeNumberProperty("evicted", table.evicted());
    json.writeNumberProperty("refused", table.refused());
    json.writeEndObject();
  }
}
