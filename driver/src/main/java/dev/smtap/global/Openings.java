package dev.smtap.global;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What was opened so far, to be closed again when a later step fails. One thread. */
final class Openings {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** Remembers how to close something. */
  <T> T add(T opened, Consumer<T> closing) {
    closings.push(() -> closing.accept(opened));
    return opened;
  }

  /** Closes all, last opened first. */
  void closeAll() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }
}
