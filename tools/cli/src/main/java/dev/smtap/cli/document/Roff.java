package dev.smtap.cli.document;

/** Text in the language of man(7). */
final class Roff {
  private final StringBuilder text = new StringBuilder();

  /** A line that is a request, such as {@code .SH NAME}. */
  Roff request(String line) {
    text.append(line).append('\n');
    return this;
  }

  /** A paragraph's text. */
  Roff text(String words) {
    String escaped = escape(words);
    boolean looksLikeRequest = escaped.startsWith(".") || escaped.startsWith("'");
    return request((looksLikeRequest ? "\\&" : "") + escaped);
  }

  /** What stands for itself within a line. */
  static String escape(String words) {
    return words.replace("\\", "\\e").replace("-", "\\-");
  }

  static String bold(String words) {
    return "\\fB" + escape(words) + "\\fR";
  }

  static String italic(String words) {
    return "\\fI" + escape(words) + "\\fR";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
