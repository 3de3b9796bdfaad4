package dev.smtap.cli.capture;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: a number, with K, M or G behind it for 1024 and its powers. */
final class Sizes {
  /** How they are written, for the usage. */
  static final String FORM = "BYTES[K|M|G]";

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([KMG]?)");

  private Sizes() {}

  /** Reads one; empty if it is none. */
  static OptionalLong parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    int shift =
        switch (matcher.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    return OptionalLong.of(Long.parseLong(matcher.group(1)) << shift);
  }
}
