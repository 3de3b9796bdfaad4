package dev.smtap.cli.top;

import java.util.ArrayList;
import java.util.List;

/** Everything, one below the other, as text. */
final class Once {
  private static final int WIDTH = 100;
  private static final int ALL_ROWS = 1_000_000;

  private Once() {}

  /** All lines, at most 100 columns wide; each view has a title. */
  static List<Line> lines(Model model) {
    List<Line> lines = new ArrayList<>();
    Controls controls = new Controls(1);
    for (Tab tab : Tab.values()) {
      controls.press(String.valueOf(tab.ordinal() + 1), List.of());
      Screen screen = new Screen(model, new History(), controls, Glyphs.STILL);
      if (lines.isEmpty()) {
        lines.add(screen.title(WIDTH));
      }
      lines.add(Line.EMPTY);
      if (tab == Tab.NODES) {
        lines.addAll(screen.matrix(WIDTH, ALL_ROWS));
      } else {
        lines.addAll(screen.view(WIDTH, ALL_ROWS));
      }
    }
    for (String each : model.problems()) {
      lines.add(Line.EMPTY);
      lines.add(new LineBuilder(Integer.MAX_VALUE).add("problem: " + each).line());
    }
    return lines;
  }
}
