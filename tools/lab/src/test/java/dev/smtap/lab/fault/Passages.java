package dev.smtap.lab.fault;

/** At which passage of a point a node is to die: the first, or a random one up to what is safe. */
final class Passages {
  private static final int OFTEN = 300;
  private static final int SLOTS = 30;
  private static final int CHUNKS = 3;

  private Passages() {}

  /** The highest passage that a node reaches for sure within some seconds of traffic. */
  static int most(String point) {
    return switch (point) {
      // Once in a life.
      case "section.before-publish", "section.published" -> 1;
      // Once for each group, or each death of somebody who casts.
      case "cast.labelled", "cast.taken-over" -> 1;
      case "pool.reserved", "pool.published" -> CHUNKS;
      case "cast.reserved" -> SLOTS;
      case "doorbell.before-wake" -> SLOTS;
      default -> OFTEN;
    };
  }
}
