package dev.smtap.cli.status;

import java.util.ArrayList;
import java.util.List;

/** A table of text: each column as wide as its widest cell, numbers to the right. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();

  TextTable(String... heads) {
    rows.add(heads);
  }

  void add(Object... cells) {
    String[] row = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      row[i] = String.valueOf(cells[i]);
    }
    rows.add(row);
  }

  /** True when it has nothing but heads. */
  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The lines, each with its line end. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.length; column++) {
        String cell = row[column];
        String blanks = " ".repeat(width(column) - cell.length());
        line.append(column == 0 ? "" : GAP);
        line.append(isNumeric(column) ? blanks + cell : cell + blanks);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
  }

  private boolean isNumeric(int column) {
    return rows.stream().skip(1).allMatch(row -> row[column].matches("[0-9.,]+( [kMG]?B)?|-"));
  }
}
