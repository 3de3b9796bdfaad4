package dev.smtap.cli.top;

import java.util.ArrayList;
import java.util.List;

/** The keys and what they are for. */
final class Help {
  private static final List<List<String>> KEYS =
      List.of(
          List.of("1 to 5, Tab", "choose a view"),
          List.of("s, S", "sort by the next column, by the one before"),
          List.of("r", "sort the other way round"),
          List.of("arrows, PgUp, PgDn, Home", "move, where there is more than fits"),
          List.of("n", "the matrix for all networks, for one after the other"),
          List.of("u", "the matrix in bit/s, in frames/s"),
          List.of("p, space", "pause, go on"),
          List.of("+, -", "longer, shorter time between readings"),
          List.of("?, h", "this page; any key leaves it"),
          List.of("q, ctrl-C", "end"));

  private static final List<String> WORDS =
      List.of(
          "A frame is what crosses at once, up to 64 KiB. Rates are those since the last",
          "reading; \"-\" is a rate that nobody can know yet. DEPTH is what waits in a ring",
          "for its receiver. LOST has every frame that somebody dropped; 4 says why.");

  private static final int LEFT = 28;

  private Help() {}

  static List<Line> lines(int width) {
    List<Line> lines = new ArrayList<>();
    lines.add(new LineBuilder(width).gap(1).add("KEYS", Style.HEAD).line());
    for (List<String> each : KEYS) {
      lines.add(
          new LineBuilder(width)
              .gap(2)
              .add(each.get(0), Style.KEY)
              .to(LEFT)
              .add(each.get(1))
              .line());
    }
    lines.add(Line.EMPTY);
    for (String each : WORDS) {
      lines.add(new LineBuilder(width).gap(1).add(each, Style.DIM).line());
    }
    return lines;
  }
}
