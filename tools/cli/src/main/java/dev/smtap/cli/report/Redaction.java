package dev.smtap.cli.report;

import java.util.regex.Pattern;

/**
 * Leaves out of a text what looks like a secret. smtap itself has none; comments, the journal and
 * what other programs say may have. Pure function.
 */
final class Redaction {
  /** What stands in the place of a secret. */
  static final String LEFT_OUT = "(left out)";

  private static final String NAMES =
      "pass(?:word|phrase|wd|code)?|pwd|psk|secret|token|community|credentials?|bearer|cookie"
          + "|authorization|(?:api|private|auth|priv|access|shared|pre-?shared|signing)[-_ ]?key";

  /** A name that says so, an equals sign or colon, and the value: quoted, or up to a blank. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:(?<![a-z])|(?<=-D))(?:[\\w-]*[-_])?(?:"
              + NAMES
              + ")(?:[-_]\\w+)*[\"']?[ \\t]*[=:][ \\t]*)"
              + "(\"\"\"[\\s\\S]*?\"\"\"|'''[\\s\\S]*?'''|\"(?:\\\\.|[^\"\\\\\\n])*\"|'[^'\\n]*'"
              + "|(?:(?:bearer|basic)[ \\t]+)?[^\\s,}\\])]+)");

  private static final Pattern IN_ADDRESS = Pattern.compile("(\\w+://)[^\\s/@:]*:[^\\s/@]*@");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----[\\s\\S]*?(-----END \\1-----|\\z)");

  private Redaction() {}

  /** The text without them. */
  static String of(String text) {
    String result = PEM.matcher(text).replaceAll(LEFT_OUT);
    result = IN_ADDRESS.matcher(result).replaceAll("$1" + LEFT_OUT + "@");
    return NAMED.matcher(result).replaceAll("$1\"" + LEFT_OUT + "\"");
  }
}
