package dev.smtap.node;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells of files that are no sections. Whoever is in the partition's group can put them there, as
 * often as it likes: of each node ID once, and of no more than some. Control thread.
 */
final class Complaints {
  /** Node IDs whose files are told of. */
  static final int MOST = 32;

  private final Consumer<String> teller;
  private final Set<Integer> told = new HashSet<>();

  Complaints(Consumer<String> teller) {
    this.teller = teller;
  }

  /** Tells why the file of a node ID cannot be used. */
  void tell(int nodeId, String why) {
    if (told.size() < MOST && told.add(nodeId)) {
      teller.accept(why);
      if (told.size() == MOST) {
        teller.accept("of other files that are no sections of nodes nothing is said any more");
      }
    }
  }

  /** The node ID has a section by now: what becomes of that is news. */
  void forget(int nodeId) {
    if (told.size() < MOST) {
      told.remove(nodeId);
    }
  }
}
