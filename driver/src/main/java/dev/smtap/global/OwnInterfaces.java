package dev.smtap.global;

import java.util.HashSet;
import java.util.Set;

/**
 * A node's interfaces in one namespace, by their numbers. Immutable.
 *
 * @param locals those on local networks
 * @param globals those on global networks
 */
public record OwnInterfaces(Set<Integer> locals, Set<Integer> globals) {
  /** None. */
  public static final OwnInterfaces NONE = new OwnInterfaces(Set.of(), Set.of());

  public OwnInterfaces {
    locals = Set.copyOf(locals);
    globals = Set.copyOf(globals);
  }

  /** As equals, and quick for the same object: this is asked each tick. */
  @SuppressWarnings("ReferenceEquality")
  boolean isSame(OwnInterfaces other) {
    return this == other || equals(other);
  }

  /** All of them. */
  Set<Integer> all() {
    Set<Integer> all = new HashSet<>(locals);
    all.addAll(globals);
    return all;
  }
}
