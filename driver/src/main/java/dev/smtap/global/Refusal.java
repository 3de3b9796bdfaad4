package dev.smtap.global;

import java.util.Locale;
import java.util.Optional;

/**
 * Who is told, by TCP reset or ICMP, that no node has a socket for what opens a flow. Segments of
 * connections that nobody has are always answered: their sender would wait for long. Immutable.
 */
public enum Refusal {
  /** Senders of the partition; others learn nothing of closed ports. */
  PARTITION,
  /** Every sender. */
  ALL,
  /** Nobody. */
  NONE;

  /** What a user can write. */
  public static final String WORDS = "partition, all or none";

  /** What a user wrote, or empty if it is none of them. */
  public static Optional<Refusal> parse(String text) {
    return Words.parse(values(), text);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
