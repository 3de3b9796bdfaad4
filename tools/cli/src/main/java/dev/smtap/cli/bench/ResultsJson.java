package dev.smtap.cli.bench;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Results as one line of JSON. Names are stable: fields may be added, never renamed.
 *
 * <pre>
 * {"seconds": 3.0, "rounds": 5, "mtu": 1500, "processors": 2, "kernel": "6.18.44", "measures":
 *  [{"name": "stream", "title": "...", "unit": "Gbit/s", "moreIsBetter": true, "paths":
 *    [{"path": "smtap", "median": 5.2, "ratio": 0.47, "rounds": [5.1, ...]}]}]}
 * </pre>
 */
final class ResultsJson {
  private ResultsJson() {}

  static String of(Results results, String kernel) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("seconds", results.plan().seconds());
      json.writeNumberProperty("rounds", results.plan().rounds());
      json.writeNumberProperty("mtu", results.plan().mtu());
      json.writeNumberProperty("processors", Runtime.getRuntime().availableProcessors());
      json.writeStringProperty("kernel", kernel);
      json.writeArrayPropertyStart("measures");
      results.values().keySet().forEach(each -> measure(json, results, each));
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void measure(JsonGenerator json, Results results, Measure measure) {
    json.writeStartObject();
    json.writeStringProperty("name", measure.key());
    json.writeStringProperty("title", measure.title());
    json.writeStringProperty("unit", measure.unit());
    json.writeBooleanProperty("moreIsBetter", measure.moreIsBetter());
    json.writeArrayPropertyStart("paths");
    for (String path : results.paths(measure)) {
      json.writeStartObject();
      json.writeStringProperty("path", path);
      json.writeNumberProperty("median", results.median(measure, path));
      json.writeNumberProperty("ratio", results.ratio(measure, path));
      json.writeArrayPropertyStart("rounds");
      results.rounds(measure, path).forEach(json::writeNumber);
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
