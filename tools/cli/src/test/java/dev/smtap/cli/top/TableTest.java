package dev.smtap.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The order of rows, by keys as a user presses them. No two of these orders are the same, so none
 * is right by chance.
 */
class TableTest {
  private static final List<Model.Lost> ROWS =
      List.of(
          // By its text 9 would be larger than 20.
          new Model.Lost("node 1", "sml0", "from 1", "ring full", 20, 9),
          new Model.Lost("node 3", "sml0", "from 1", "ring full", 300, 20),
          new Model.Lost("node 2", "sml0", "from 1", "ring full", 1_000, 5));

  /** The table, after keys, as its lines. */
  private static List<String> shown(String... keys) {
    Controls controls = new Controls(1);
    controls.press("4", List.of());
    for (String each : keys) {
      controls.press(each, List.of());
    }
    return Tables.DROPS.lines(ROWS, controls.view(), 80, 10, Glyphs.ASCII).stream()
        .map(Line::text)
        .toList();
  }

  /** Which nodes stand there from above, after keys. */
  private static List<String> nodes(String... keys) {
    return shown(keys).stream().skip(1).map(line -> line.strip().substring(0, 6)).toList();
  }

  private static String heads(String... keys) {
    return shown(keys).getFirst();
  }

  @Test
  void theLargestIsFirstOfAFallingColumn() {
    assertThat(nodes()).containsExactly("node 3", "node 1", "node 2");
    assertThat(heads()).endsWith(" frames/sv").doesNotContain("^");
  }

  @Test
  void aFallingColumnIsReversed() {
    assertThat(nodes("r")).containsExactly("node 2", "node 1", "node 3");
    assertThat(heads("r")).endsWith(" frames/s^");
    assertThat(nodes("r", "r")).isEqualTo(nodes());
  }

  @Test
  void behindTheLastColumnComesTheFirstWhichRises() {
    assertThat(nodes("s")).containsExactly("node 1", "node 2", "node 3");
    assertThat(heads("s")).containsPattern("LOST BY +\\^").doesNotContain("frames/sv", "frames/s^");
  }

  @Test
  void aRisingColumnIsReversed() {
    assertThat(nodes("s", "r")).containsExactly("node 3", "node 2", "node 1");
    assertThat(heads("s", "r")).containsPattern("LOST BY +v");
  }

  @Test
  void anotherColumnBeginsInItsOwnDirection() {
    assertThat(nodes("r", "s")).isEqualTo(nodes("s"));
    assertThat(nodes("S")).containsExactly("node 2", "node 3", "node 1");
    assertThat(heads("S")).contains(" FRAMESv");
  }

  @Test
  void rowsThatAreAlikeStayAsTheyAre() {
    assertThat(nodes("s", "s")).containsExactly("node 1", "node 3", "node 2");
  }
}
