package dev.smtap.cli.top;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Characters beyond letters and digits, each one column wide.
 *
 * @param nothing stands where there is no traffic
 * @param up ascending
 * @param down descending
 * @param more stands for what was cut off
 * @param rule a piece of a horizontal line
 * @param levels a bar of growing height, eight steps, after a blank
 */
record Glyphs(char nothing, char up, char down, char more, char rule, String levels) {
  static final Glyphs UNICODE = new Glyphs('·', '▲', '▼', '…', '─', " ▁▂▃▄▅▆▇█");
  static final Glyphs ASCII = new Glyphs('.', '^', 'v', '~', '-', " ..::||##");

  /** For text that stays: nobody sorts it. */
  static final Glyphs STILL = new Glyphs('.', ' ', ' ', '~', '-', ASCII.levels);

  private static final String ALL = "·▲▼…─▁▂▃▄▅▆▇█";

  /** Those that a terminal with this character set can show. */
  static Glyphs of(Charset charset) {
    return charset.equals(StandardCharsets.UTF_8) ? UNICODE : ASCII;
  }

  static boolean isGlyph(char character) {
    return ALL.indexOf(character) >= 0;
  }

  /** Steps of a bar. */
  int steps() {
    return levels.length() - 1;
  }

  /** Text in so many columns, what is too long with a sign that something is missing. */
  String fit(String text, int columns) {
    if (text.length() <= columns) {
      return text;
    }
    return columns <= 0 ? "" : text.substring(0, columns - 1) + more;
  }
}
