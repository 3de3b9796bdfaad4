package dev.smtap.posix;

/** What a text shows to a human. Pure functions. */
public final class VisibleText {
  private VisibleText() {}

  /**
   * Whether a character is seen in a text, and only itself: none that a terminal obeys, no blank,
   * nothing without width or that turns the direction of what follows.
   */
  public static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
