package dev.smtap.cli.doctor;

import java.util.ArrayList;
import java.util.List;

/** A report as text for people, in 80 columns but for commands, which are not cut. */
final class ReportText {
  private static final int WIDTH = 80;
  private static final int INDENT = 9;
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String PLAIN = "\u001b[0m";

  private final boolean hasColours;
  private final StringBuilder text = new StringBuilder();

  private ReportText(boolean hasColours) {
    this.hasColours = hasColours;
  }

  static String of(Report report, boolean hasColours) {
    return new ReportText(hasColours).text(report);
  }

  private String text(Report report) {
    int count = report.findings().size();
    if (count == 0) {
      text.append(coloured(GREEN, "nothing is wrong")).append('\n');
    } else {
      String head = count == 1 ? "one thing is wrong" : count + " things are wrong";
      text.append(coloured(RED, head)).append('\n');
    }
    report.findings().forEach(this::finding);
    if (!report.hints().isEmpty()) {
      text.append('\n').append(coloured(BOLD, "not wrong, but to be known")).append('\n');
      report.hints().forEach(each -> part("hint", "", each));
    }
    if (!report.unchecked().isEmpty()) {
      text.append('\n').append(coloured(BOLD, "not looked at")).append('\n');
      report.unchecked().forEach(each -> part(each.check().toString(), each.where(), each.why()));
    }
    return text.toString();
  }

  private void finding(Finding finding) {
    String where = finding.where().isEmpty() ? "" : ", " + finding.where();
    text.append('\n').append(coloured(BOLD, finding.check() + where)).append('\n');
    part("wrong", "", finding.wrong());
    part("causes", "", finding.causes());
    part("mend", "", finding.advice());
    for (String command : finding.commands()) {
      text.append(" ".repeat(INDENT)).append(coloured(BOLD, command)).append('\n');
    }
  }

  private void part(String label, String where, String sentence) {
    String blanks = " ".repeat(Math.max(1, INDENT - 2 - label.length()));
    String head = "  " + label + blanks;
    String body = where.isEmpty() ? sentence : where + ": " + sentence;
    for (String line : lines(body, WIDTH - Math.max(INDENT, head.length()))) {
      text.append(head).append(line).append('\n');
      head = " ".repeat(INDENT);
    }
  }

  private static List<String> lines(String sentence, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : sentence.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private String coloured(String colour, String words) {
    return hasColours ? colour + words + PLAIN : words;
  }
}
