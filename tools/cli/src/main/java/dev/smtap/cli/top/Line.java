package dev.smtap.cli.top;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of the screen. Each character takes one column.
 *
 * @param spans its pieces, from the left
 */
record Line(List<Span> spans) {
  static final Line EMPTY = new Line(List.of());

  /**
   * A piece of a line.
   *
   * @param text what stands there
   * @param style what it is
   */
  record Span(String text, Style style) {}

  /** Columns that it takes. */
  int width() {
    return spans.stream().mapToInt(each -> each.text().length()).sum();
  }

  /** Without styles, and without blanks at the end. */
  String text() {
    return spans.stream().map(Span::text).collect(Collectors.joining()).stripTrailing();
  }
}
