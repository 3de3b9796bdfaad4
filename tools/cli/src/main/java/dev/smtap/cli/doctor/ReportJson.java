package dev.smtap.cli.doctor;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A report as one line of JSON. Names are stable: fields may be added, never renamed.
 *
 * <pre>
 * {"isWell": true when findings is empty,
 *  "findings": [{"check": a {@link Topic}, "where": "node 2", "wrong": what is wrong,
 *    "causes": what comes of it, "advice": what to do, "commands": [shell commands for root]}],
 *  "hints": [what is not wrong, but may be worth knowing],
 *  "unchecked": [{"check": a {@link Topic}, "where": "", "why": why it could not be looked at}]}
 * </pre>
 */
final class ReportJson {
  private ReportJson() {}

  static String of(Report report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeBooleanProperty("isWell", report.isWell());
      json.writeArrayPropertyStart("findings");
      report.findings().forEach(each -> finding(json, each));
      json.writeEndArray();
      json.writeArrayPropertyStart("hints");
      report.hints().forEach(json::writeString);
      json.writeEndArray();
      json.writeArrayPropertyStart("unchecked");
      report.unchecked().forEach(each -> unchecked(json, each));
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void finding(JsonGenerator json, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("check", finding.check().toString());
    json.writeStringProperty("where", finding.where());
    json.writeStringProperty("wrong", finding.wrong());
    json.writeStringProperty("causes", finding.causes());
    json.writeStringProperty("advice", finding.advice());
    json.writeArrayPropertyStart("commands");
    finding.commands().forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void unchecked(JsonGenerator json, Report.Unchecked each) {
    json.writeStartObject();
    json.writeStringProperty("check", each.check().toString());
    json.writeStringProperty("where", each.where());
    json.writeStringProperty("why", each.why());
    json.writeEndObject();
  }
}
