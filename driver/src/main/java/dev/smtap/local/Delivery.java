package dev.smtap.local;

/** What came of writing a frame to the TAP. */
enum Delivery {
  WRITTEN,
  TOO_LARGE,
  INTERFACE_DOWN,
  INTERFACE_GONE,
  REFUSED
}
