package dev.smtap.cli.bench;

/** What is measured. */
enum Measure {
  /** Bytes of one TCP connection that arrive; of the rings alone, those of 64 KiB frames. */
  STREAM("stream", "one TCP stream", "Gbit/s", true),
  /** Datagrams of 64 bytes that arrive; of the rings alone, frames of 64 bytes. */
  PACKETS("packets", "64-byte packets", "thousands a second", true),
  /** One byte there and back over TCP, or a frame of 64 bytes; half of all take longer. */
  ROUND_TRIP("roundTrip", "round trip, median", "microseconds", false),
  /** The same; one of a hundred takes longer. */
  ROUND_TRIP_99("roundTrip99", "round trip, 99 of 100 within", "microseconds", false);

  private final String key;
  private final String title;
  private final String unit;
  private final boolean moreIsBetter;

  Measure(String key, String title, String unit, boolean moreIsBetter) {
    this.key = key;
    this.title = title;
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
  }

  /** Its name in JSON. */
  String key() {
    return key;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }
}
