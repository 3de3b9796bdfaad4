package dev.smtap.facility;

import dev.smtap.memory.SharedMemory;
import java.nio.charset.StandardCharsets;

/** Zero-padded text in sections. Any thread. */
final class SectionText {
  private SectionText() {}

  /**
   * Reads text; what is not printable ASCII becomes '?', because it may come from a hostile node
   * and go to a terminal.
   */
  static String get(long position, int bytes) {
    byte[] raw = new byte[bytes];
    SharedMemory.copyOut(position, raw);
    StringBuilder text = new StringBuilder(bytes);
    for (byte each : raw) {
      if (each == 0) {
        break;
      }
      text.append(each > ' ' && each < 0x7f ? (char) each : '?');
    }
    return text.toString();
  }

  /** Writes text, cut to leave at least one zero behind it. */
  static void put(long position, int bytes, String text) {
    byte[] raw = new byte[bytes];
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, raw, 0, Math.min(ascii.length, bytes - 1));
    SharedMemory.copyIn(raw, position);
  }
}
