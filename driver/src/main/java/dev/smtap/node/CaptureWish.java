package dev.smtap.node;

import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureDescriptor;
import dev.smtap.ring.CaptureRecordDescriptor;
import dev.smtap.ring.SlotDescriptor;
import java.util.Optional;

/**
 * What somebody wants captured of a node.
 *
 * @param interfaceName of this interface only; of all if empty
 * @param mostBytes of each slot record
 * @param ringBytes length of each capture ring, if the capture area is to be made
 */
record CaptureWish(String interfaceName, int mostBytes, long ringBytes) {
  /** SM header, virtio-net header, and the Ethernet header of the frame. */
  static final int LEAST_BYTES = SlotDescriptor.SHORTEST_FRAME_RECORD_BYTES;

  /** What a request asks for. */
  static CaptureWish of(ControlRequest request) throws SystemException {
    return new CaptureWish(
        request.word(ControlRequest.INTERFACE).orElse(""),
        mostBytes(request.word(ControlRequest.SNAPLEN)),
        ringBytes(request.word(ControlRequest.BUFFER)));
  }

  private static int mostBytes(Optional<String> snapLength) throws SystemException {
    int longest = CaptureRecordDescriptor.LONGEST_SLOT_RECORD_BYTES;
    if (snapLength.isEmpty()) {
      return longest;
    }
    long bytes = number(ControlRequest.SNAPLEN, snapLength.get());
    if (bytes < 0) {
      throw wrong(ControlRequest.SNAPLEN, snapLength.get(), "it is below 0");
    }
    return Math.clamp(Math.min(bytes, longest) + SlotDescriptor.FRAME_OFFSET, LEAST_BYTES, longest);
  }

  private static long ringBytes(Optional<String> buffer) throws SystemException {
    if (buffer.isEmpty()) {
      return ControlRequest.USUAL_BUFFER_BYTES;
    }
    long bytes = number(ControlRequest.BUFFER, buffer.get());
    if (!CaptureDescriptor.isRingBytes(bytes)) {
      throw wrong(
          ControlRequest.BUFFER,
          buffer.get(),
          "it is no power of two from "
              + CaptureDescriptor.LEAST_RING_BYTES
              + " to "
              + CaptureDescriptor.MOST_RING_BYTES);
    }
    return bytes;
  }

  private static long number(String name, String text) throws SystemException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, text, "it is not a number");
    }
  }

  private static SystemException wrong(String name, String text, String why) {
    return SystemException.because("use", name + " '" + text + "'", why, "");
  }

  /** Whether it is about an interface. */
  boolean isAbout(String name) {
    return interfaceName.isEmpty() || interfaceName.equals(name);
  }
}
