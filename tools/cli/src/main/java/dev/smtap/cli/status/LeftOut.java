package dev.smtap.cli.status;

/**
 * What of a partition was not read, because there was more of it than a reader has memory for.
 *
 * @param nodes sections, by their number of files
 * @param lanes places for peers, of all adapters
 */
public record LeftOut(int nodes, int lanes) {
  /** All was read. */
  public static final LeftOut NOTHING = new LeftOut(0, 0);
}
