package dev.smtap.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IP address as two words in the order of {@link FlowKey}, IPv4 mapped into IPv6; for tools and
 * control threads. Immutable; any thread.
 *
 * @param high first half
 * @param low second half
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
  /** Stands for any address. */
  public static final IpAddress ANY = new IpAddress(0, 0);

  private static final int GROUPS = 8;
  private static final int GROUP_BITS = 16;
  private static final int GROUP_MASK = 0xffff;

  /** The address as the JDK has it. */
  public static IpAddress of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.capacity() == Integer.BYTES
        ? new IpAddress(0, FlowKey.mapped(bytes.getInt()))
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  /** True for an IPv4 address. */
  public boolean isVersion4() {
    return FlowKey.isMapped(high, low);
  }

  /** IPv4 before IPv6, then by number. */
  @Override
  public int compareTo(IpAddress other) {
    if (isVersion4() != other.isVersion4()) {
      return isVersion4() ? -1 : 1;
    }
    int first = Long.compareUnsigned(high, other.high);
    return first != 0 ? first : Long.compareUnsigned(low, other.low);
  }

  /** With a port, an IPv6 address in brackets: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
  public String withPort(int port) {
    return (isVersion4() ? toString() : "[" + this + "]") + ":" + port;
  }

  /** As people write it: dotted, or as RFC 5952 (section 4) has it. */
  @Override
  public String toString() {
    return isVersion4() ? dotted() : groups();
  }

  private String dotted() {
    StringBuilder text = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      text.append((low >>> shift) & 0xff).append(shift == 0 ? "" : ".");
    }
    return text.toString();
  }

  private int group(int index) {
    long word = index < GROUPS / 2 ? high : low;
    int behind = GROUPS / 2 - 1 - index % (GROUPS / 2);
    return (int) (word >>> (behind * GROUP_BITS)) & GROUP_MASK;
  }

  private int zerosFrom(int index) {
    int end = index;
    while (end < GROUPS && group(end) == 0) {
      end++;
    }
    return end - index;
  }

  /** The first of the longest runs of zeros becomes "::", but never a single one. */
  private String groups() {
    int start = GROUPS;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      if (zerosFrom(i) > length) {
        start = i;
        length = zerosFrom(i);
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        boolean isBehindColon = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(isBehindColon ? "" : ":").append(Integer.toHexString(group(i)));
      }
    }
    return text.toString();
  }
}
