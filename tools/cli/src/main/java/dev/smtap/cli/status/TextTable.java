package dev.smtap.cli.status;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A table of text: each column as wide as its widest cell, numbers to the right. */
public final class TextTable {
  private static final String GAP = "  ";
  private static final Pattern NUMBER = Pattern.compile("[0-9.,]+( [kMG]?B)?|-");

  private final List<String[]> rows = new ArrayList<>();
  private final int[] widths;
  private final boolean[] isNumeric;

  /** A table with these heads and no rows. */
  public TextTable(String... heads) {
    widths = new int[heads.length];
    isNumeric = new boolean[heads.length];
    Arrays.fill(isNumeric, true);
    append(heads);
  }

  /** Adds a row. */
  public void add(Object... cells) {
    String[] row = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      row[i] = String.valueOf(cells[i]);
      isNumeric[i] &= NUMBER.matcher(row[i]).matches();
    }
    append(row);
  }

  private void append(String[] row) {
    for (int i = 0; i < row.length; i++) {
      widths[i] = Math.max(widths[i], row[i].length());
    }
    rows.add(row);
  }

  /** True when it has nothing but heads. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The lines, each with its line end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.length; column++) {
        String cell = row[column];
        String blanks = " ".repeat(widths[column] - cell.length());
        line.append(column == 0 ? "" : GAP);
        line.append(isNumeric[column] ? blanks + cell : cell + blanks);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
