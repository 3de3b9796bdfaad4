package dev.smtap.cli.top;

import java.io.IOException;

/**
 * Makes keys of the characters that a terminal sends (ECMA-48, xterm's control sequences). One
 * thread.
 */
final class Keys {
  /** The key that ends it all; also what comes when there is nobody to press one. */
  static final String END = "q";

  /** How long the rest of a key may take. */
  private static final long REST_MILLIS = 50;

  private static final int ESCAPE = 27;
  private static final int LONGEST = 16;

  private final Source source;
  private int pushedBack = Source.NOTHING;

  Keys(Source source) {
    this.source = source;
  }

  /** Characters as they come. */
  @FunctionalInterface
  interface Source {
    /** Nothing came in time. */
    int NOTHING = -2;

    /** No more will come. */
    int END = -1;

    /** Waits for a character for so long. */
    int read(long millis) throws IOException;
  }

  /** The next key: a character or a name; empty if none came in time, {@code q} at the end. */
  String read(long millis) throws IOException {
    int first = pushedBack == Source.NOTHING ? source.read(Math.max(1, millis)) : pushedBack;
    pushedBack = Source.NOTHING;
    return switch (first) {
      case Source.NOTHING -> "";
      case Source.END -> END;
      case ESCAPE -> escape();
      case 3 -> "ctrl-c";
      case 4 -> "ctrl-d";
      case '\t' -> "tab";
      default -> Character.toString(first);
    };
  }

  private String escape() throws IOException {
    int kind = source.read(REST_MILLIS);
    if (kind != '[' && kind != 'O') {
      pushedBack = kind;
      return "esc";
    }
    StringBuilder parameters = new StringBuilder();
    for (int i = 0; i < LONGEST; i++) {
      int next = source.read(REST_MILLIS);
      if (next < 0 || next >= '@') {
        return name(parameters.toString(), next);
      }
      parameters.append((char) next);
    }
    return "esc";
  }

  private static String name(String parameters, int last) {
    return switch (last) {
      case 'A' -> "up";
      case 'B' -> "down";
      case 'C' -> "right";
      case 'D' -> "left";
      case 'H' -> "home";
      case 'P' -> "f1";
      case 'Z' -> "back-tab";
      case '~' ->
          switch (parameters) {
            case "1", "7" -> "home";
            case "5" -> "page-up";
            case "6" -> "page-down";
            case "11" -> "f1";
            default -> "esc";
          };
      default -> "esc";
    };
  }
}
