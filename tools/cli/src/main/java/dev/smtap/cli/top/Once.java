package dev.smtap.cli.top;

import java.util.ArrayList;
import java.util.List;

/** Everything, one below the other, as text. */
final class Once {
  private static final int WIDTH = 100;

  /** As many rings as 64 nodes have; lines of more may need more memory than there is. */
  private static final int MOST_ROWS = 4_097;

  private Once() {}

  /** The first lines of each view in its order, at most 100 columns wide; each has a title. */
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
        lines.addAll(screen.matrix(WIDTH, MOST_ROWS));
      } else {
        lines.addAll(screen.view(WIDTH, MOST_ROWS));
      }
    }
    for (String each : model.problems()) {
      lines.add(Line.EMPTY);
      lines.add(new LineBuilder(Integer.MAX_VALUE).add("problem: " + each).line());
    }
    return lines;
  }
}
