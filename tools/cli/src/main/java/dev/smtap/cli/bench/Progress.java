package dev.smtap.cli.bench;

import java.io.PrintWriter;

/** How far it is: a bar that stays on its line. One thread. */
final class Progress {
  private static final int WIDTH = 30;
  private static final int HUNDRED = 100;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean isShown;
  private final int steps;
  private int done;

  /**
   * A bar at its beginning.
   *
   * @param isShown false where nobody looks
   */
  Progress(PrintWriter out, boolean isShown, int steps) {
    this.out = out;
    this.isShown = isShown;
    this.steps = steps;
  }

  /** Says what comes next. */
  void next(String what) {
    if (isShown) {
      out.print(CLEAR_LINE + line(what));
      out.flush();
    }
    done++;
  }

  /** The line, without what clears the one before. */
  String line(String what) {
    int filled = done * WIDTH / steps;
    String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
    return "[%s] %3d %%  %s".formatted(bar, done * HUNDRED / steps, what);
  }

  /** Takes it off the screen. */
  void end() {
    if (isShown) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }
}
