package dev.smtap.cli.top;

import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A column of a table.
 *
 * @param title its head
 * @param isNumber whether it stands to the right
 * @param isFalling whether it is sorted from the largest on
 * @param least columns that it keeps, also in a narrow table, and even if nothing is so long
 * @param rank 0 for what is always shown; the highest is left out first
 * @param text what stands there
 * @param order the order from the smallest on
 * @param style how it looks
 */
record Column<R>(
    String title,
    boolean isNumber,
    boolean isFalling,
    int least,
    int rank,
    Function<R, String> text,
    Comparator<R> order,
    Function<R, Style> style) {
  private static final int MOST_DIGITS = 5;

  /** Text, in the order of the alphabet. */
  static <R> Column<R> text(String title, int least, int rank, Function<R, String> text) {
    return new Column<>(
        title, false, false, least, rank, text, Comparator.comparing(text), _ -> Style.PLAIN);
  }

  /** A number of at most {@link Figures#WIDTH} columns. */
  static <R> Column<R> number(
      String title, int rank, Function<R, String> text, Comparator<R> order) {
    return new Column<>(
        title,
        true,
        true,
        Math.max(Figures.WIDTH, title.length()),
        rank,
        text,
        order,
        row -> isNothing(text.apply(row)) ? Style.DIM : Style.PLAIN);
  }

  /** The ID of a node. */
  static <R> Column<R> node(String title, ToIntFunction<R> id) {
    Comparator<R> order = Comparator.comparingInt(id);
    return new Column<>(
        title,
        true,
        false,
        Math.max(MOST_DIGITS, title.length()),
        0,
        row -> String.valueOf(id.applyAsInt(row)),
        order,
        _ -> Style.BOLD);
  }

  private static boolean isNothing(String text) {
    return text.equals("0") || text.equals("-");
  }

  /** The same with styles. */
  Column<R> styled(Function<R, Style> other) {
    return new Column<>(title, isNumber, isFalling, least, rank, text, order, other);
  }
}
