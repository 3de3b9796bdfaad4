package dev.smtap.global;

import dev.smtap.wire.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses that hosts on one link have: a subnet. Immutable.
 *
 * @param first its first address: the bits behind the prefix are zero
 * @param prefixLength bits, 0 to 32 or 128
 */
public record Segment(InetAddress first, int prefixLength) {
  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if the address has bits behind the prefix, or is too short
   */
  public Segment {
    if (!masked(first, prefixLength).equals(first)) {
      throw new IllegalArgumentException(
          first.getHostAddress() + " is not the first of /" + prefixLength);
    }
  }

  /** The one that an address is in. */
  public static Segment of(InetAddress address, int prefixLength) {
    return new Segment(masked(address, prefixLength), prefixLength);
  }

  /** Whether an address is in it; one of the other family never is. */
  public boolean contains(InetAddress address) {
    return address.getClass() == first.getClass() && masked(address, prefixLength).equals(first);
  }

  /** Whether it is a single address, on which there is nobody else. */
  public boolean isHost() {
    return prefixLength == Byte.SIZE * first.getAddress().length;
  }

  private static InetAddress masked(InetAddress address, int prefixLength) {
    byte[] bytes = address.getAddress();
    if (prefixLength < 0 || prefixLength > Byte.SIZE * bytes.length) {
      throw new IllegalArgumentException("no prefix length: " + prefixLength);
    }
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(prefixLength - Byte.SIZE * i, 0, Byte.SIZE);
      bytes[i] &= (byte) (0xff00 >> kept);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has a length of its own", e);
    }
  }

  @Override
  public String toString() {
    return IpAddress.of(first) + "/" + prefixLength;
  }
}
