package dev.smtap.cli.top;

/** What a piece of the screen is; how that looks is for the terminal to say. */
enum Style {
  PLAIN,
  BOLD,
  DIM,
  /** Heads of columns. */
  HEAD,
  /** The head of the column that rows are sorted by. */
  SORTED,
  /** The view that is shown. */
  CURRENT,
  /** A key to press. */
  KEY,
  GOOD,
  WARNING,
  BAD,
  /** Little traffic, more of it, most of it. */
  LOW,
  MIDDLE,
  HIGH
}
