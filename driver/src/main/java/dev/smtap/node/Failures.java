package dev.smtap.node;

import dev.smtap.posix.SystemException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells of what is tried again and again and fails: of each reason once, and once more only if it
 * has worked meanwhile, as a line each second hides all others. Control thread only.
 *
 * @param <K> what it is tried for
 */
final class Failures<K> {
  private final Consumer<String> teller;
  private final Map<K, Set<String>> told = new HashMap<>();

  Failures(Consumer<String> teller) {
    this.teller = teller;
  }

  /** It did not work, for this reason. */
  void failed(K subject, SystemException because) {
    String why = String.valueOf(because.getMessage());
    if (told.computeIfAbsent(subject, _ -> new HashSet<>()).add(why)) {
      teller.accept(why);
    }
  }

  /** It worked, or is not tried any more: the next failure is news. */
  void worked(K subject) {
    told.remove(subject);
  }
}
