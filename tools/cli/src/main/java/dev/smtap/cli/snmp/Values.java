package dev.smtap.cli.snmp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/** Values as they go over the network (RFC 2578). Pure functions. */
final class Values {
  /** The longest DisplayString. */
  static final int LONGEST_TEXT = 255;

  /** What every byte of a character in UTF-8 begins with but the first. */
  private static final int CONTINUATION = 0x80;

  private static final int CONTINUATION_MASK = 0xc0;
  private static final long LOW_WORD = 0xffff_ffffL;

  private Values() {}

  static Variable counter64(long value) {
    return new Counter64(value);
  }

  /** The lower half of a counter, which begins again at 0 after 2^32 - 1. */
  static Variable counter32(long value) {
    return new Counter32(value & LOW_WORD);
  }

  /** A gauge, which stays at its highest value when there is more. */
  static Variable gauge32(long value) {
    return new Gauge32(Math.clamp(value, 0, LOW_WORD));
  }

  static Variable integer(int value) {
    return new Integer32(value);
  }

  /** A TruthValue. */
  static Variable truth(boolean value) {
    return new Integer32(value ? 1 : 2);
  }

  /** Up to 255 bytes of text, whole characters. */
  static Variable text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LONGEST_TEXT);
    while (length < bytes.length && (bytes[length] & CONTINUATION_MASK) == CONTINUATION) {
      length--;
    }
    return new OctetString(Arrays.copyOf(bytes, length));
  }

  /** A MAC address, 48 bits, first byte highest; no bytes if there is none. */
  static Variable mac(long mac) {
    if (mac == 0) {
      return new OctetString();
    }
    byte[] bytes = new byte[6];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (mac >> (40 - 8 * i));
    }
    return new OctetString(bytes);
  }
}
