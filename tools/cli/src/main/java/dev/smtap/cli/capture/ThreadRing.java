package dev.smtap.cli.capture;

import dev.smtap.ring.CaptureRingReader;

/**
 * The capture ring of one thread of a node, and whose frames are in it. One thread.
 *
 * @param adapter the thread's adapter
 * @param reader its reader
 */
record ThreadRing(AdapterName adapter, CaptureRingReader reader) {
  /** Whether a record is there. */
  boolean hasRecord() {
    return reader.next() == CaptureRingReader.Result.RECORD;
  }
}
