package dev.smtap.cli.top;

/**
 * How a view is looked at. Immutable.
 *
 * @param sort by which column: so many after the usual one
 * @param isReversed whether in the other direction
 * @param down rows above the first that is shown, if there are so many
 * @param right columns left of the first that is shown, if there are so many
 */
record View(int sort, boolean isReversed, int down, int right) {
  static final View USUAL = new View(0, false, 0, 0);

  View sorted(int by) {
    return new View(sort + by, false, 0, right);
  }

  View reversed() {
    return new View(sort, !isReversed, 0, right);
  }

  View moved(int rows, int columns) {
    return new View(sort, isReversed, Math.max(0, down + rows), Math.max(0, right + columns));
  }

  /** The first row to show of so many, where there is room for some of them. */
  int first(int rows, int room) {
    return Math.clamp(rows - (long) Math.max(room, 0), 0, down);
  }

  /** The same for columns. */
  int firstColumn(int columns, int room) {
    return Math.clamp(columns - (long) Math.max(room, 0), 0, right);
  }
}
