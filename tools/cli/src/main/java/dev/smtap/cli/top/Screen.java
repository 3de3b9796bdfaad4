package dev.smtap.cli.top;

import dev.smtap.cli.status.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The whole screen: two lines about everything, the view, a line for what is wrong and one of keys.
 * Exactly as many lines as the terminal has, none wider than it.
 *
 * @param model what there is
 * @param history what there was
 * @param controls what the user has chosen
 * @param glyphs what the terminal can show
 */
record Screen(Model model, History history, Controls controls, Glyphs glyphs) {
  private static final int ABOVE = 3;
  private static final int BELOW = 2;
  private static final int MOST_CHART = 9;

  /** Draws it. */
  List<Line> lines(int width, int height) {
    List<Line> lines = new ArrayList<>();
    lines.add(title(width));
    lines.add(tabs(width));
    lines.add(Line.EMPTY);
    int room = Math.max(0, height - ABOVE - BELOW);
    List<Line> body = controls.isHelp() ? Help.lines(width) : view(width, room);
    lines.addAll(body.subList(0, Math.min(room, body.size())));
    while (lines.size() < height - BELOW) {
      lines.add(Line.EMPTY);
    }
    lines.add(problem(width));
    lines.add(keys(width));
    return lines.subList(0, Math.min(height, lines.size()));
  }

  Line title(int width) {
    LineBuilder line = new LineBuilder(width);
    line.gap(1).add("smtap", Style.BOLD).gap(1).add(glyphs.fit(model.partition(), 24)).gap(3);
    count(line, State.UP, Style.GOOD);
    count(line, State.HUNG, Style.BAD);
    count(line, State.DAMAGED, Style.BAD);
    count(line, State.DEAD, Style.WARNING);
    Traffic total = model.total();
    line.gap(1).add(Figures.rate(total.bits()), Style.BOLD).add(" bit/s").gap(2);
    line.add(Figures.rate(total.frames()), Style.BOLD).add(" frames/s").gap(2);
    double lost = model.dropRate();
    line.add(Figures.rate(lost) + " lost/s", lost > 0 ? Style.BAD : Style.DIM);
    if (line.width() < width - model.clock().length() - 1) {
      line.to(width - model.clock().length() - 1).add(model.clock(), Style.DIM);
    }
    return line.line();
  }

  private void count(LineBuilder line, State state, Style style) {
    long count = model.nodes().stream().filter(each -> each.state() == state).count();
    if (count > 0 || state == State.UP) {
      line.add(count + " " + state, style).gap(2);
    }
  }

  private Line tabs(int width) {
    LineBuilder line = new LineBuilder(width);
    for (Tab each : Tab.values()) {
      boolean isCurrent = each == controls.tab();
      String number = String.valueOf(each.ordinal() + 1);
      if (isCurrent) {
        line.add(" " + number + " " + each.title() + " ", Style.CURRENT);
      } else {
        line.gap(1).add(number, Style.KEY).add(" " + each.title()).gap(1);
      }
    }
    String pace =
        controls.isPaused()
            ? "paused"
            : String.format(Locale.ROOT, "every %s s", plain(controls.seconds()));
    return line.to(width - pace.length() - 1)
        .add(pace, controls.isPaused() ? Style.WARNING : Style.DIM)
        .line();
  }

  private static String plain(double seconds) {
    return seconds == Math.rint(seconds)
        ? String.format(Locale.ROOT, "%.0f", seconds)
        : String.valueOf(seconds);
  }

  List<Line> view(int width, int height) {
    View view = controls.view();
    return switch (controls.tab()) {
      case NODES -> nodes(width, height);
      case ADAPTERS -> Tables.ADAPTERS.lines(model.adapters(), view, width, height, glyphs);
      case RINGS ->
          orNothing(
              "no node has a ring yet",
              model.rings().isEmpty(),
              width,
              Tables.RINGS.lines(model.rings(), view, width, height, glyphs));
      case DROPS ->
          orNothing(
              "nothing was lost",
              model.drops().isEmpty(),
              width,
              Tables.DROPS.lines(model.drops(), view, width, height, glyphs));
      case FLOWS ->
          orNothing(
              "no node has a flow of a global network",
              model.flows().isEmpty(),
              width,
              Tables.FLOWS.lines(model.flows(), view, width, height, glyphs));
    };
  }

  private static List<Line> orNothing(String words, boolean isEmpty, int width, List<Line> table) {
    return isEmpty ? List.of(new LineBuilder(width).gap(1).add(words, Style.DIM).line()) : table;
  }

  /** The matrix and, where there is room, what went before. */
  private List<Line> nodes(int width, int height) {
    List<Line> lines = new ArrayList<>(matrix(width, height));
    int left = height - lines.size() - 1;
    if (left >= Chart.LEAST_HEIGHT) {
      lines.add(Line.EMPTY);
      lines.addAll(
          new Chart(controls.unit(), glyphs).lines(history, width, Math.min(left, MOST_CHART)));
    }
    return lines;
  }

  /** Who sends how much to whom. */
  List<Line> matrix(int width, int height) {
    Matrix matrix = new Matrix(model, controls.unit(), controls.network(), glyphs);
    List<Line> lines = new ArrayList<>();
    String where = controls.network().isEmpty() ? "all networks" : "network " + controls.network();
    lines.add(
        new LineBuilder(width).gap(1).add(controls.unit() + " on " + where, Style.DIM).line());
    int room = Math.max(0, height - 1);
    lines.addAll(matrix.lines(controls.view(), width, Math.min(matrix.fullHeight(), room)));
    return lines;
  }

  private Line problem(int width) {
    LineBuilder line = new LineBuilder(width);
    if (!model.problems().isEmpty()) {
      String more =
          model.problems().size() > 1 ? " (and " + (model.problems().size() - 1) + " more)" : "";
      String text = glyphs.fit(model.problems().getFirst(), width - 2 - more.length()) + more;
      line.gap(1).add(text, Style.WARNING);
    } else if (controls.tab() == Tab.FLOWS && model.flows().size() < model.allFlows()) {
      line.gap(1)
          .add(
              "the "
                  + model.flows().size()
                  + " of "
                  + model.allFlows()
                  + " flows that were used last",
              Style.DIM);
    }
    return line.line();
  }

  private Line keys(int width) {
    LineBuilder line = new LineBuilder(width);
    boolean isMatrix = controls.tab() == Tab.NODES;
    key(line, "q", "quit");
    key(line, "?", "help");
    key(line, "Tab", "next view");
    key(line, isMatrix ? "n" : "s", isMatrix ? "network" : "sort");
    key(line, isMatrix ? "u" : "r", isMatrix ? "unit" : "reverse");
    key(line, "p", controls.isPaused() ? "go on" : "pause");
    key(line, "+ -", "interval");
    return line.line();
  }

  private static void key(LineBuilder line, String key, String what) {
    line.gap(1).add(key, Style.KEY).add(" " + what, Style.DIM).gap(1);
  }
}
