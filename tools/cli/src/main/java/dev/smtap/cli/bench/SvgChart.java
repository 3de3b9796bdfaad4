package dev.smtap.cli.bench;

import java.util.Locale;

/** Results as bars in an SVG 1.1 picture that needs nothing else. */
final class SvgChart {
  private static final int WIDTH = 720;
  private static final int LEFT = 90;
  private static final int BAR_WIDTH = 420;
  private static final int ROW = 24;
  private static final int BAR_HEIGHT = 16;
  private static final int MARGIN = 24;

  private final StringBuilder body = new StringBuilder();
  private int y = MARGIN;

  private SvgChart() {}

  /**
   * The picture.
   *
   * @param heading what stands above all
   */
  static String of(Results results, String heading) {
    SvgChart chart = new SvgChart();
    chart.text(MARGIN, "title", heading);
    for (Measure each : results.values().keySet()) {
      chart.measure(results, each);
    }
    Results.Plan plan = results.plan();
    chart.y += ROW;
    chart.text(
        MARGIN,
        "note",
        "MTU %d, %s s each, medians of %d %s; ratios: medians of the ratios of each round"
            .formatted(
                plan.mtu(),
                Statistics.rounded(plan.seconds()),
                plan.rounds(),
                plan.rounds() == 1 ? "round" : "rounds"));
    return chart.document();
  }

  private void measure(Results results, Measure measure) {
    y += ROW + ROW / 2;
    String better = measure.moreIsBetter() ? "more is better" : "less is better";
    text(MARGIN, "head", measure.title() + ", " + measure.unit() + " (" + better + ")");
    for (String path : results.paths(measure)) {
      y += ROW;
      double median = results.median(measure, path);
      double length = Math.max(1, BAR_WIDTH * median / results.largest(measure));
      text(MARGIN, "name", path);
      body.append(
          String.format(
              Locale.ROOT,
              "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
              escape(path),
              LEFT,
              y - BAR_HEIGHT + 3,
              length,
              BAR_HEIGHT));
      String ratio =
          path.equals(Results.SMTAP)
              ? " (" + Statistics.rounded(results.ratio(measure, path)) + " × veth)"
              : "";
      text(LEFT + (int) length + 8, "number", Statistics.rounded(median) + ratio);
    }
  }

  private void text(int x, String style, String words) {
    body.append(
        String.format(
            Locale.ROOT,
            "  <text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n",
            style,
            x,
            y,
            escape(words)));
  }

  private String document() {
    int height = y + MARGIN;
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">
      <style>
        text { font-family: sans-serif; font-size: 13px; fill: #24292f; }
        .title { font-size: 16px; font-weight: bold; }
        .head { font-weight: bold; }
        .note { font-size: 11px; fill: #57606a; }
        .veth { fill: #8c959f; }
        .smtap { fill: #2da44e; }
        .rings { fill: #54a0d6; }
      </style>
      <rect width="100%%" height="100%%" fill="#ffffff"/>
    %s</svg>
    """
        .formatted(WIDTH, height, WIDTH, height, body);
  }

  /** Text that stands in XML; characters that XML cannot have are left out. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .filter(point -> point == '\t' || (point >= ' ' && point < 0xd800) || point > 0xdfff)
        .filter(point -> point != 0xfffe && point != 0xffff)
        .forEach(point -> {
          switch (point) {
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '&' -> escaped.append("&amp;");
            case '"' -> escaped.append("&quot;");
            default -> escaped.appendCodePoint(point);
          }
        });
    return escaped.toString();
  }
}
