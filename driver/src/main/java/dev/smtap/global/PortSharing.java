package dev.smtap.global;

import java.util.Locale;
import java.util.Optional;

/** Whether outgoing connections of a node take their ports from its share. Immutable. */
public enum PortSharing {
  /** No: the kernel takes any port of its range. */
  OFF,
  /** Yes, but never in the host's own network namespace, whose other programs it would be for. */
  ON,
  /** Yes, also in the host's. */
  HOST;

  /** What a user can write. */
  public static final String WORDS = "off, on or host";

  /** What a user wrote, or empty if it is none of them. */
  public static Optional<PortSharing> parse(String text) {
    return Words.parse(values(), text);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
