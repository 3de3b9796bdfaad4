package dev.smtap.global;

import java.util.Arrays;
import java.util.Optional;

/** What users write for the constants of an enum: what those print as. Pure function. */
final class Words {
  private Words() {}

  /** The constant that a word means, or empty if it is none of them. */
  static <E extends Enum<E>> Optional<E> parse(E[] constants, String word) {
    return Arrays.stream(constants).filter(each -> each.toString().equals(word)).findFirst();
  }
}
