package dev.smtap.node;

import java.util.Optional;

/**
 * What a client is told.
 *
 * @param line one line, without its end
 * @param ending what is to be done when the client has gone; until then it may stay. Empty if it is
 *     to go at once
 */
record ControlAnswer(String line, Optional<Runnable> ending) {
  /** An answer that is the end. */
  static ControlAnswer last(String line) {
    return new ControlAnswer(line, Optional.empty());
  }
}
