package dev.smtap.cli;

import java.util.regex.Pattern;

/**
 * Words of shell commands that people copy, whoever chose them: names of interfaces, namespaces and
 * files may hold what a shell or a terminal would obey. Pure function.
 */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellWord() {}

  /**
   * The word so that a shell takes it for itself and no more; as it is where it need not change.
   */
  public static String of(String word) {
    if (PLAIN.matcher(word).matches()) {
      return word;
    }
    return word.codePoints().anyMatch(Character::isISOControl)
        ? "$'" + escaped(word) + "'"
        : "'" + word.replace("'", "'\\''") + "'";
  }

  /** With octal numbers for what a terminal would obey. */
  private static String escaped(String word) {
    StringBuilder text = new StringBuilder();
    for (int point : word.codePoints().toArray()) {
      if (point < ' ' || point == 0x7f) {
        text.append(String.format("\\%03o", point));
      } else if (Character.isISOControl(point)) {
        text.append(String.format("\\u%04x", point));
      } else {
        text.append(point == '\'' || point == '\\' ? "\\" : "").appendCodePoint(point);
      }
    }
    return text.toString();
  }
}
