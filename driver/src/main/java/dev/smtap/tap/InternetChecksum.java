package dev.smtap.tap;

import java.nio.ByteBuffer;

/**
 * The checksum of RFC 1071, over big-endian buffers; sums are kept unfolded until the end. Any
 * thread.
 */
public final class InternetChecksum {
  private InternetChecksum() {}

  /** Adds bytes to a sum; an odd last byte counts as the higher half of a word. */
  public static int add(int sum, ByteBuffer bytes, int offset, int length) {
    int result = sum;
    int end = offset + length;
    int at = offset;
    for (; at + 1 < end; at += 2) {
      result += Short.toUnsignedInt(bytes.getShort(at));
    }
    if (at < end) {
      result += Byte.toUnsignedInt(bytes.get(at)) << 8;
    }
    return result;
  }

  /** The sum of the pseudo header of the IP header at an offset (RFC 793, RFC 8200 section 8.1). */
  public static int pseudoHeader(
      ByteBuffer frame, int offset, boolean ipv6, int protocol, int length) {
    int addresses = ipv6 ? offset + 8 : offset + 12;
    return add(protocol + length, frame, addresses, ipv6 ? 32 : 8);
  }

  /** A sum in 16 bits. */
  static int fold(int sum) {
    int result = (sum >>> 16) + (sum & 0xffff);
    return (result >>> 16) + (result & 0xffff);
  }

  /** The checksum to put into a header. */
  public static int finish(int sum) {
    return ~fold(sum) & 0xffff;
  }
}
