package dev.smtap.cli.bench;

import java.util.Locale;

/** Results as bars of text, 80 columns at most. */
final class Chart {
  private static final int NAME_WIDTH = 7;
  private static final int BAR_WIDTH = 46;
  private static final int NUMBER_WIDTH = 9;
  private static final int EIGHTHS = 8;
  private static final String[] PART = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  private static final String FULL = "█";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private final boolean hasColours;
  private final StringBuilder text = new StringBuilder();

  private Chart(boolean hasColours) {
    this.hasColours = hasColours;
  }

  static String of(Results results, boolean hasColours) {
    Chart chart = new Chart(hasColours);
    for (Measure each : results.values().keySet()) {
      chart.measure(results, each);
    }
    chart.foot(results);
    return chart.text.toString();
  }

  private void measure(Results results, Measure measure) {
    String head = measure.title() + ", " + measure.unit();
    String better = measure.moreIsBetter() ? " (more is better)" : " (less is better)";
    text.append(text.isEmpty() ? "" : "\n").append(coloured(BOLD, head)).append(better);
    text.append('\n');
    for (String path : results.paths(measure)) {
      double median = results.median(measure, path);
      String bar = bar(median / results.largest(measure));
      text.append("  " + path + " ".repeat(NAME_WIDTH - path.length()))
          .append(coloured(colour(path), bar))
          .append(" ".repeat(BAR_WIDTH - bar.length()))
          .append(String.format(Locale.ROOT, "%" + NUMBER_WIDTH + "s", Statistics.rounded(median)));
      if (path.equals(Results.SMTAP)) {
        text.append(
            String.format(
                Locale.ROOT, "  %s x veth", Statistics.rounded(results.ratio(measure, path))));
      }
      text.append('\n');
    }
  }

  private void foot(Results results) {
    Results.Plan plan = results.plan();
    text.append(
        String.format(
            Locale.ROOT,
            "%nMTU %d, %s s each, medians of %d %s; x: median of each round's ratio.%n",
            plan.mtu(),
            Statistics.rounded(plan.seconds()),
            plan.rounds(),
            plan.rounds() == 1 ? "round" : "rounds"));
    text.append("rings: two threads and the rings, without kernel, TAP and TCP.\n");
  }

  /** A bar as long as a part of the longest; what is not nothing is not shown as nothing. */
  static String bar(double part) {
    int eighths = (int) Math.round(Math.clamp(part, 0, 1) * BAR_WIDTH * EIGHTHS);
    if (part > 0) {
      eighths = Math.max(eighths, 1);
    }
    return FULL.repeat(eighths / EIGHTHS) + PART[eighths % EIGHTHS];
  }

  /** Green, blue, grey. */
  private static String colour(String path) {
    return switch (path) {
      case Results.SMTAP -> "\u001b[32m";
      case Results.RINGS -> "\u001b[34m";
      default -> "\u001b[90m";
    };
  }

  private String coloured(String colour, String words) {
    return hasColours ? colour + words + PLAIN : words;
  }
}
