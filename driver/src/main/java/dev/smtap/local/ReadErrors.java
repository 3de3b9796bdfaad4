package dev.smtap.local;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.posix.Errno;

/**
 * Which errors of reading a TAP mean that there is no device any more. The kernel gives others for
 * one frame that it cannot describe (EINVAL for an unexpected kind of GSO): that frame is gone, and
 * the next one may be right. Transmitter only.
 */
final class ReadErrors {
  /** So many in a row are of the device, whatever they say. */
  static final int MOST_IN_A_ROW = 1_000;

  private int inARow;

  /** A frame was read, or there is none. */
  void end() {
    inARow = 0;
  }

  /** Tells the node that the device is gone, if it is; else counts the frame that is lost. */
  boolean areTheEnd(int errno, Adapter adapter, Counters counters) {
    if (isEndOfDevice(errno)) {
      adapter.requests().interfaceGone(adapter, errno == 0 ? "closed" : Errno.describe(errno));
      return true;
    }
    counters.increment(AdapterSendCounter.READ);
    counters.increment(AdapterSendCounter.OWN_REFUSED);
    return false;
  }

  /** Whether an error, or 0 for the end of the file, is the device's end. */
  boolean isEndOfDevice(int errno) {
    return switch (errno) {
      case 0, Errno.EBADF, Errno.EBADFD, Errno.ENODEV -> true;
      default -> ++inARow > MOST_IN_A_ROW;
    };
  }
}
