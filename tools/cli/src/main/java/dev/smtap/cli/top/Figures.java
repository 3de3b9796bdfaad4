package dev.smtap.cli.top;

import java.util.Locale;

/** Numbers in few columns. Whatever comes, also from a hostile node, fits into {@link #WIDTH}. */
final class Figures {
  /** Columns of the widest. */
  static final int WIDTH = 6;

  private static final String PREFIXES = " kMGTPE";
  private static final double STEP = 1_000;
  private static final long MOST_PLAIN = 999_999;

  private Figures() {}

  /** A rate with three digits, such as {@code 8.21G}; {@code -} while it is not known. */
  static String rate(double perSecond) {
    if (Double.isNaN(perSecond)) {
      return "-";
    }
    if (perSecond < 0.05) {
      return "0";
    }
    return perSecond < 9.95 ? format("%.1f", perSecond) : scaled(perSecond);
  }

  /** A count: all digits of a short one. */
  static String count(long count) {
    if (count >= 0 && count <= MOST_PLAIN) {
      return String.valueOf(count);
    }
    return count < 0 ? "?" : scaled((double) count);
  }

  /** A time: seconds, minutes, hours or days. */
  static String seconds(double seconds) {
    if (Double.isNaN(seconds) || seconds < 0) {
      return "-";
    }
    if (seconds < 100) {
      return format("%.1fs", seconds);
    }
    if (seconds < 6_000) {
      return (long) (seconds / 60) + "m";
    }
    long hours = (long) (seconds / 3_600);
    return hours < 100 ? hours + "h" : hours < 240_000 ? hours / 24 + "d" : "?";
  }

  private static String scaled(double value) {
    double rest = value;
    int prefix = 0;
    while (rest >= 999.5 && prefix < PREFIXES.length() - 1) {
      rest /= STEP;
      prefix++;
    }
    if (rest >= 999.5) {
      return "huge";
    }
    String digits =
        format(prefix == 0 || rest >= 99.95 ? "%.0f" : rest >= 9.995 ? "%.1f" : "%.2f", rest);
    return prefix == 0 ? digits : digits + PREFIXES.charAt(prefix);
  }

  private static String format(String form, double value) {
    return String.format(Locale.ROOT, form, value);
  }
}
