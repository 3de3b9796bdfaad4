package dev.smtap.cli.top;

/**
 * Frames and bytes in each second; NaN while there is only one reading.
 *
 * @param frames frames per second
 * @param bytes bytes per second
 */
record Traffic(double frames, double bytes) {
  static final Traffic NONE = new Traffic(0, 0);

  private static final int BITS = 8;

  Traffic plus(Traffic other) {
    return new Traffic(frames + other.frames, bytes + other.bytes);
  }

  double bits() {
    return bytes * BITS;
  }
}
