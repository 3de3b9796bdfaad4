package dev.smtap.cli.report;

import java.io.Writer;

/** Keeps the first characters of what is written, and forgets the others. One thread. */
final class Beginning extends Writer {
  private final StringBuilder kept = new StringBuilder();
  private final int most;

  Beginning(int most) {
    this.most = most;
  }

  @Override
  public void write(char[] from, int offset, int length) {
    kept.append(from, offset, Math.min(length, most - kept.length()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** What it kept. */
  @Override
  public String toString() {
    return kept.toString();
  }
}
