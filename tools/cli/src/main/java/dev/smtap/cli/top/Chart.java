package dev.smtap.cli.top;

import java.util.ArrayList;
import java.util.List;

/**
 * Bars that show how much there was in the last readings, the newest at the right.
 *
 * @param unit in what it is counted
 * @param glyphs what the terminal can show
 */
record Chart(Unit unit, Glyphs glyphs) {
  private static final int LEFT = 9;

  /** The fewest lines that it can be seen in: a title and three of bars. */
  static final int LEAST_HEIGHT = 4;

  /** In so many lines. */
  List<Line> lines(History history, int width, int height) {
    List<Double> values =
        history.newest(Math.max(0, width - LEFT - 1)).stream().map(unit::of).toList();
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    List<Line> lines = new ArrayList<>();
    lines.add(
        new LineBuilder(width)
            .gap(1)
            .add("all nodes, " + unit, Style.HEAD)
            .gap(2)
            .add("highest " + Figures.rate(most), Style.DIM)
            .line());
    int rows = height - 1;
    for (int row = rows - 1; row >= 0; row--) {
      lines.add(row(values, most, row, rows, width));
    }
    return lines;
  }

  private Line row(List<Double> values, double most, int row, int rows, int width) {
    LineBuilder line = new LineBuilder(width);
    String label = row == rows - 1 ? Figures.rate(most) : row == 0 ? "0" : "";
    line.gap(LEFT - 1 - label.length()).add(label, Style.DIM).gap(1);
    StringBuilder bars = new StringBuilder();
    for (double value : values) {
      // Whatever is not nothing can be seen.
      long steps = most <= 0 ? 0 : (long) Math.ceil(value / most * rows * glyphs.steps());
      long here = Math.clamp(steps - (long) row * glyphs.steps(), 0, glyphs.steps());
      bars.append(glyphs.levels().charAt((int) here));
    }
    return line.add(bars.toString(), row * 2 >= rows ? Style.MIDDLE : Style.LOW).line();
  }
}
