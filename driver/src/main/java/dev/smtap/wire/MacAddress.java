package dev.smtap.wire;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A 48-bit MAC address in the low bits of a long, first byte on the wire highest (IEEE 802-2014,
 * section 8). Stateless; any thread.
 */
public final class MacAddress {
  /** Bytes on the wire. */
  public static final int BYTES = 6;

  /** ff:ff:ff:ff:ff:ff. */
  public static final long BROADCAST = 0xffff_ffff_ffffL;

  private static final long GROUP_BIT = 1L << 40;
  private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");

  private MacAddress() {}

  /** True for multicast and broadcast addresses (the I/G bit of the first byte). */
  public static boolean isGroup(long address) {
    return (address & GROUP_BIT) != 0;
  }

  /** The text form, for example {@code 02:53:4d:00:00:01}. Allocates: not for the data path. */
  public static String format(long address) {
    return HexFormat.ofDelimiter(":").formatHex(toBytes(address));
  }

  /** The six bytes as they stand on the wire. */
  public static byte[] toBytes(long address) {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = (byte) (address >>> (8 * (BYTES - 1 - i)));
    }
    return bytes;
  }

  /** The address whose six bytes start at {@code offset}. */
  public static long fromBytes(byte[] bytes, int offset) {
    long address = 0;
    for (int i = 0; i < BYTES; i++) {
      address = (address << 8) | (bytes[offset + i] & 0xff);
    }
    return address;
  }

  /**
   * Parses the text form.
   *
   * @throws IllegalArgumentException if it is not six pairs of hexadecimal digits separated by
   *     colons
   */
  public static long parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "not a MAC address: '" + text + "' (wanted is aa:bb:cc:dd:ee:ff)");
    }
    return fromBytes(HexFormat.ofDelimiter(":").parseHex(text), 0);
  }
}
