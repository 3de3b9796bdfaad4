package dev.smtap.cli.top;

import java.util.ArrayList;
import java.util.List;

/** Builds a line that never gets wider than it may, and shows nothing but what is printable. */
final class LineBuilder {
  private static final char UNPRINTABLE = '?';

  private final int limit;
  private final List<Line.Span> spans = new ArrayList<>();
  private int width;

  LineBuilder(int limit) {
    this.limit = limit;
  }

  /** Adds text, or as much of it as there is room for. */
  LineBuilder add(String text, Style style) {
    String fitting = text.substring(0, Math.min(text.length(), limit - width));
    if (!fitting.isEmpty()) {
      spans.add(new Line.Span(printable(fitting), style));
      width += fitting.length();
    }
    return this;
  }

  LineBuilder add(String text) {
    return add(text, Style.PLAIN);
  }

  /** Adds blanks. */
  LineBuilder gap(int columns) {
    return add(" ".repeat(Math.max(0, Math.min(columns, limit - width))));
  }

  /** Adds blanks until this column is reached. */
  LineBuilder to(int column) {
    return gap(column - width);
  }

  int width() {
    return width;
  }

  Line line() {
    return new Line(List.copyOf(spans));
  }

  /** Names may come from hostile nodes: no control characters, nothing of unknown width. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      boolean isKnown = (each >= ' ' && each < 0x7f) || Glyphs.isGlyph(each);
      printable.append(isKnown ? each : UNPRINTABLE);
    }
    return printable.toString();
  }
}
