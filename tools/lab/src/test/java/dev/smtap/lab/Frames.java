package dev.smtap.lab;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Frames made by hand. */
final class Frames {
  private Frames() {}

  /** A frame: addresses, then what stands in hex, then noise up to so many bytes in all. */
  static byte[] of(String destination, String source, String hex, int bytes) {
    byte[] middle = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] noise = new byte[bytes - 12 - middle.length];
    new Random(bytes).nextBytes(noise);
    return ByteBuffer.allocate(bytes)
        .put(mac(destination))
        .put(mac(source))
        .put(middle)
        .put(noise)
        .array();
  }

  static byte[] mac(String text) {
    return HexFormat.ofDelimiter(":").parseHex(text);
  }

  /** Whether the frame has this source. */
  static boolean isFrom(byte[] frame, String mac) {
    return Arrays.equals(frame, 6, 12, mac(mac), 0, 6);
  }
}
