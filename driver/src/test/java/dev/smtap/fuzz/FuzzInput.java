package dev.smtap.fuzz;

import java.util.Arrays;

/**
 * Reads a fuzzer's bytes from front to back as little-endian numbers; behind their end there are
 * zeros. Simple on purpose, so that a seed can be written by hand. One thread.
 */
public final class FuzzInput {
  private final byte[] bytes;
  private int at;

  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  public boolean hasMore() {
    return at < bytes.length;
  }

  public int nextByte() {
    return at < bytes.length ? bytes[at++] & 0xff : 0;
  }

  public int nextShort() {
    return nextByte() | nextByte() << 8;
  }

  public int nextInt() {
    return nextShort() | nextShort() << 16;
  }

  public long nextLong() {
    return (nextInt() & 0xffff_ffffL) | (long) nextInt() << 32;
  }

  /** So many bytes, or as many as there are. */
  public byte[] next(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, at, Math.min(at + count, bytes.length));
    at += taken.length;
    return taken;
  }

  public byte[] rest() {
    return next(bytes.length - at);
  }
}
