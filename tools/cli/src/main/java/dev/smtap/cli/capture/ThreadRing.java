package dev.smtap.cli.capture;

import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureRingReader;

/** The capture ring of one thread of a node, and whose frames are in it. One thread. */
final class ThreadRing {
  private final AdapterName adapter;
  private final CaptureRingReader reader;
  private boolean hasRecord;
  private boolean isLost;
  private boolean isNumbered;
  private int kind;
  private int peer;
  private int direction;
  private long destination;
  private int number;

  /** Says which number a ring has in the file. */
  interface Numbering {
    /** That number; any negative one for a ring that is not wanted. */
    int number(AdapterName adapter, RingName ring) throws SystemException;
  }

  /** The ring of a thread of {@code adapter}. */
  ThreadRing(AdapterName adapter, CaptureRingReader reader) {
    this.adapter = adapter;
    this.reader = reader;
  }

  AdapterName adapter() {
    return adapter;
  }

  CaptureRingReader reader() {
    return reader;
  }

  /** Whether a record is there. One that is stays the same until it is passed. */
  boolean hasRecord() {
    if (!hasRecord && !isLost) {
      try {
        CaptureRingReader.Result result = reader.next();
        // Behind what is gone there is more, mostly.
        result = result == CaptureRingReader.Result.LAPPED ? reader.next() : result;
        hasRecord = result == CaptureRingReader.Result.RECORD;
      } catch (InternalError e) {
        lose();
      }
    }
    return hasRecord;
  }

  /** What is written from now on is not read any more. */
  void endHere() {
    try {
      reader.endHere();
    } catch (InternalError e) {
      lose();
    }
  }

  /** Goes on behind the record. */
  void pass() {
    hasRecord = false;
    reader.pass();
  }

  /**
   * A page of it is gone: the node has given its memory back, or its section was truncated. It is
   * not read any more.
   */
  void lose() {
    hasRecord = false;
    isLost = true;
  }

  /**
   * The number in the file of the ring that the record was in. Most records are of the same ring as
   * the one before.
   *
   * @param smDestination in the record's SM header
   */
  int number(long smDestination, Numbering numbering) throws SystemException {
    if (!isNumbered
        || kind != reader.ring()
        || peer != reader.peer()
        || direction != reader.direction()
        || destination != smDestination) {
      kind = reader.ring();
      peer = reader.peer();
      direction = reader.direction();
      destination = smDestination;
      number = numbering.number(adapter, RingName.of(kind, direction, peer, destination));
      isNumbered = true;
    }
    return number;
  }
}
