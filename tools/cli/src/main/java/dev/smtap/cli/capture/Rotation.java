package dev.smtap.cli.capture;

/**
 * When a capture goes on in the next file. Any thread.
 *
 * @param bytes once a file has so many, 0 for never
 * @param nanos once it is so old, 0 for never
 * @param files how many are kept, 0 for all
 */
record Rotation(long bytes, long nanos, int files) {
  /** One file. */
  static final Rotation NONE = new Rotation(0, 0, 0);

  boolean isOn() {
    return bytes > 0 || nanos > 0;
  }

  boolean isDue(long fileBytes, long ageNanos) {
    return (bytes > 0 && fileBytes >= bytes) || (nanos > 0 && ageNanos >= nanos);
  }

  /** The path of a file of several: the number stands in front of the last dot of its name. */
  static String numbered(String path, int number) {
    String text = "-%05d".formatted(number);
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') + 1
        ? path.substring(0, dot) + text + path.substring(dot)
        : path + text;
  }
}
