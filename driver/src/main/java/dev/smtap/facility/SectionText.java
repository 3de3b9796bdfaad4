package dev.smtap.facility;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.VisibleText;
import java.nio.charset.StandardCharsets;

/** Zero-padded text in sections, in UTF-8. Any thread. */
final class SectionText {
  private static final String CUT = "...";

  private SectionText() {}

  /**
   * Reads text. It may come from a hostile node and go to a terminal: what is not visible becomes
   * '?', bytes that are no UTF-8 the replacement character.
   */
  static String get(long position, int bytes) {
    byte[] raw = new byte[bytes];
    SharedMemory.copyOut(position, raw);
    int length = 0;
    while (length < bytes && raw[length] != 0) {
      length++;
    }
    StringBuilder text = new StringBuilder(length);
    new String(raw, 0, length, StandardCharsets.UTF_8)
        .codePoints()
        .forEach(point -> text.appendCodePoint(VisibleText.isVisible(point) ? point : '?'));
    return text.toString();
  }

  /** Writes text, cut between two characters to leave at least one zero behind it. */
  static void put(long position, int bytes, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    byte[] raw = new byte[bytes];
    System.arraycopy(encoded, 0, raw, 0, fitting(encoded, bytes - 1));
    SharedMemory.copyIn(raw, position);
  }

  /** Writes text, or as much of its end as there is room for: the end of a path tells most. */
  static void putEnd(long position, int bytes, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    int from = Math.max(0, encoded.length - (bytes - 1));
    if (from > 0) {
      from += CUT.length();
      while (from < encoded.length && isContinuation(encoded[from])) {
        from++;
      }
    }
    String end = new String(encoded, from, encoded.length - from, StandardCharsets.UTF_8);
    put(position, bytes, from > 0 ? CUT + end : text);
  }

  private static int fitting(byte[] encoded, int most) {
    int length = Math.min(encoded.length, most);
    while (length > 0 && length < encoded.length && isContinuation(encoded[length])) {
      length--;
    }
    return length;
  }

  private static boolean isContinuation(byte each) {
    return (each & 0xc0) == 0x80;
  }
}
