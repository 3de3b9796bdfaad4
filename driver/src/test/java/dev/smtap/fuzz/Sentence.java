package dev.smtap.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;

/** What an error must be that somebody reads in a terminal. */
public final class Sentence {
  private Sentence() {}

  /** One line that says what could not be done, and nothing that a terminal would obey. */
  public static void check(SystemException error) {
    String message = String.valueOf(error.getMessage());
    assertThat(message).startsWith("cannot ").contains(": ");
    assertThat(message.chars().anyMatch(Character::isISOControl)).as(message).isFalse();
  }
}
