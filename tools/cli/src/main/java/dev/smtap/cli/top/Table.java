package dev.smtap.cli.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rows under heads, in as many columns of the screen as there are: text that is too long is cut,
 * and what is still too much is left out.
 *
 * @param columns what each row has
 * @param usual number of the column that rows are sorted by if nobody says otherwise
 */
record Table<R>(List<Column<R>> columns, int usual) {
  private static final int GAP = 2;

  /** The number of the column to sort by, so many after the usual one, round and round. */
  int sorted(int steps) {
    return Math.floorMod(usual + steps, columns.size());
  }

  /** The heads and the rows that are in sight, in this many lines. */
  List<Line> lines(List<R> rows, View view, int width, int height, Glyphs glyphs) {
    int sorted = sorted(view.sort());
    List<R> ordered = new ArrayList<>(rows);
    Comparator<R> order = columns.get(sorted).order();
    ordered.sort(columns.get(sorted).isFalling() != view.isReversed() ? order.reversed() : order);
    int room = Math.max(0, height - 1);
    int first = view.first(ordered.size(), room);
    List<R> shown = ordered.subList(first, Math.min(ordered.size(), first + room));
    int[] widths = fit(widths(ordered), width);
    List<Line> lines = new ArrayList<>();
    lines.add(head(widths, sorted, view.isReversed(), width, glyphs));
    shown.forEach(row -> lines.add(line(row, widths, width, glyphs)));
    return lines;
  }

  private int[] widths(List<R> rows) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      Column<R> column = columns.get(i);
      widths[i] = Math.max(column.title().length(), column.least());
      for (R row : rows) {
        widths[i] = Math.max(widths[i], column.text().apply(row).length());
      }
    }
    return widths;
  }

  /** Makes columns narrower, and then 0 wide, until they fit. */
  private int[] fit(int[] widths, int width) {
    while (needed(widths) > width && (squeeze(widths) || leaveOut(widths))) {
      // Done by the condition.
    }
    return widths;
  }

  private static int needed(int[] widths) {
    int needed = 1;
    for (int each : widths) {
      needed += each == 0 ? 0 : each + GAP;
    }
    return needed - 1;
  }

  private boolean squeeze(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      int least = Math.max(columns.get(i).least(), columns.get(i).title().length());
      if (widths[i] > least && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest >= 0) {
      widths[widest]--;
    }
    return widest >= 0;
  }

  private boolean leaveOut(int[] widths) {
    int last = -1;
    for (int i = 0; i < widths.length; i++) {
      int rank = columns.get(i).rank();
      if (widths[i] > 0 && rank > 0 && (last < 0 || rank >= columns.get(last).rank())) {
        last = i;
      }
    }
    if (last >= 0) {
      widths[last] = 0;
    }
    return last >= 0;
  }

  private Line head(int[] widths, int sorted, boolean isReversed, int width, Glyphs glyphs) {
    LineBuilder line = new LineBuilder(width);
    for (int i = 0; i < widths.length; i++) {
      Column<R> column = columns.get(i);
      if (widths[i] > 0) {
        boolean isSorted = i == sorted;
        String text = aligned(column, column.title(), widths[i], glyphs);
        line.gap(1).add(text, isSorted ? Style.SORTED : Style.HEAD);
        boolean isFalling = column.isFalling() != isReversed;
        String arrow = String.valueOf(isFalling ? glyphs.down() : glyphs.up());
        line.add(isSorted ? arrow : " ", Style.SORTED);
      }
    }
    return line.line();
  }

  private Line line(R row, int[] widths, int width, Glyphs glyphs) {
    LineBuilder line = new LineBuilder(width);
    for (int i = 0; i < widths.length; i++) {
      Column<R> column = columns.get(i);
      if (widths[i] > 0) {
        String text = aligned(column, column.text().apply(row), widths[i], glyphs);
        line.gap(1).add(text, column.style().apply(row)).gap(1);
      }
    }
    return line.line();
  }

  private static String aligned(Column<?> column, String text, int width, Glyphs glyphs) {
    String fitting = glyphs.fit(text, width);
    String blanks = " ".repeat(width - fitting.length());
    return column.isNumber() ? blanks + fitting : fitting + blanks;
  }
}
