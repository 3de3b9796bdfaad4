package dev.smtap.cli.top;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who sends how much to whom.
 *
 * @param model what there is
 * @param unit in what it is counted
 * @param network on which network, empty for all
 * @param glyphs what the terminal can show
 */
record Matrix(Model model, Unit unit, String network, Glyphs glyphs) {
  private static final int CELL = 8;
  private static final int NODE = 6;
  private static final int STATE = 8;
  private static final int LEFT = 1 + NODE + 2 + STATE;
  private static final double MUCH = 0.5;
  private static final double SOME = 0.05;

  /** The lines that it has without scrolling. */
  int fullHeight() {
    return model.nodes().size() + 2;
  }

  /** How many receivers there is room for. */
  private static int room(int width) {
    return Math.max(1, (width - LEFT - 2 * CELL) / CELL);
  }

  /** It in so many lines: heads, a row for each sender in sight, and what each one receives. */
  List<Line> lines(View view, int width, int height) {
    Map<List<Integer>, Double> cells = cells();
    double most = cells.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    List<Model.Node> all = model.nodes();
    int firstColumn = view.firstColumn(all.size(), room(width));
    List<Model.Node> receivers =
        all.subList(firstColumn, Math.min(all.size(), firstColumn + room(width)));
    int rows = Math.max(0, height - 2);
    int firstRow = view.first(all.size(), rows);
    List<Line> lines = new ArrayList<>();
    lines.add(head(receivers, width));
    for (Model.Node from : all.subList(firstRow, Math.min(all.size(), firstRow + rows))) {
      LineBuilder line = start(from, width);
      for (Model.Node to : receivers) {
        cell(line, from.id() == to.id() ? 0 : value(cells, from.id(), to.id()), most);
      }
      cell(line, value(cells, from.id(), Model.Way.ALL), most);
      lines.add(sum(line, sent(cells, from.id())).line());
    }
    lines.add(received(cells, receivers, width));
    return lines;
  }

  private Line head(List<Model.Node> receivers, int width) {
    LineBuilder line = new LineBuilder(width);
    line.gap(1).add("  NODE", Style.HEAD).gap(2).add("STATE", Style.HEAD).to(LEFT);
    receivers.forEach(to -> line.add(right("to " + to.id()), Style.HEAD));
    return line.add(right("to all"), Style.HEAD).add(right("SENT"), Style.HEAD).line();
  }

  private static LineBuilder start(Model.Node node, int width) {
    Style style =
        switch (node.state()) {
          case UP -> Style.GOOD;
          case HUNG, DAMAGED -> Style.BAD;
          case DEAD -> Style.WARNING;
          case STOPPED -> Style.DIM;
        };
    String id = String.valueOf(node.id());
    return new LineBuilder(width)
        .gap(1 + NODE - id.length())
        .add(id, Style.BOLD)
        .gap(2)
        .add(node.state().toString(), style)
        .to(LEFT);
  }

  private void cell(LineBuilder line, double value, double most) {
    Style style =
        value >= most * MUCH ? Style.HIGH : value >= most * SOME ? Style.MIDDLE : Style.LOW;
    boolean isNothing = value < 0.05;
    String text = isNothing ? String.valueOf(glyphs.nothing()) : Figures.rate(value);
    line.add(right(text), isNothing ? Style.DIM : style);
  }

  private static LineBuilder sum(LineBuilder line, double value) {
    return line.add(right(Figures.rate(value)), Style.BOLD);
  }

  private static Line received(
      Map<List<Integer>, Double> cells, List<Model.Node> receivers, int width) {
    LineBuilder line = new LineBuilder(width);
    line.gap(1 + NODE + 2).add("received", Style.DIM).to(LEFT);
    receivers.forEach(to -> line.add(right(Figures.rate(receivedBy(cells, to.id()))), Style.BOLD));
    line.add(right(Figures.rate(receivedBy(cells, Model.Way.ALL))), Style.BOLD);
    return sum(line, cells.values().stream().mapToDouble(Double::doubleValue).sum()).line();
  }

  private static String right(String text) {
    return " ".repeat(Math.max(1, CELL - text.length())) + text;
  }

  private static double value(Map<List<Integer>, Double> cells, int from, int to) {
    return cells.getOrDefault(List.of(from, to), 0.0);
  }

  private static double sent(Map<List<Integer>, Double> cells, int from) {
    return sum(cells, 0, from);
  }

  private static double receivedBy(Map<List<Integer>, Double> cells, int to) {
    return sum(cells, 1, to);
  }

  private static double sum(Map<List<Integer>, Double> cells, int place, int id) {
    return cells.entrySet().stream()
        .filter(each -> each.getKey().get(place) == id)
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private Map<List<Integer>, Double> cells() {
    Map<List<Integer>, Double> cells = new HashMap<>();
    for (Model.Way each : model.ways()) {
      if (network.isEmpty() || network.equals(each.network())) {
        cells.merge(List.of(each.from(), each.to()), unit.of(each.traffic()), Double::sum);
      }
    }
    return cells;
  }
}
