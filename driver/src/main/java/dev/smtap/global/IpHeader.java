package dev.smtap.global;

import static dev.smtap.global.PacketBytes.i32;
import static dev.smtap.global.PacketBytes.i64;
import static dev.smtap.global.PacketBytes.u16;
import static dev.smtap.global.PacketBytes.u8;

import dev.smtap.wire.FlowKey;

/**
 * An IPv4 header with its options (RFC 791) or an IPv6 header with its extension headers (RFC
 * 8200), taken apart within bounds; each value is read once. A header that an ICMP error quotes may
 * say that more follows than was quoted. One thread.
 */
final class IpHeader {
  private static final int IPV4_BYTES = 20;
  private static final int IPV6_BYTES = 40;
  private static final int MOST_PACKET_BYTES = 65_535;

  /** No honest packet has more; the kernel's own limit on options is of this size, too. */
  private static final int MOST_EXTENSIONS = 8;

  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int IPV4_FRAGMENT_OFFSET = 0x1fff;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int MOBILITY = 135;
  private static final int HOST_IDENTITY = 139;
  private static final int SHIM6 = 140;

  private boolean isVersion4;
  private int protocol;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private long payload;
  private long end;
  private boolean isFragment;
  private int fragmentOffset;
  private int fragmentId;

  boolean isVersion4() {
    return isVersion4;
  }

  int protocol() {
    return protocol;
  }

  long sourceHigh() {
    return sourceHigh;
  }

  long sourceLow() {
    return sourceLow;
  }

  long destinationHigh() {
    return destinationHigh;
  }

  long destinationLow() {
    return destinationLow;
  }

  /** Where the transport header starts. */
  long payload() {
    return payload;
  }

  /** Bytes of the payload that are there. */
  long payloadBytes() {
    return end - payload;
  }

  boolean isFragment() {
    return isFragment;
  }

  boolean isLaterFragment() {
    return fragmentOffset != 0;
  }

  /** Where the payload stands in the whole one, in bytes. */
  int fragmentOffset() {
    return fragmentOffset;
  }

  int fragmentId() {
    return fragmentId;
  }

  /** Takes a header apart; false when it cannot be one. */
  boolean read(long position, long limit, boolean version4, boolean isQuoted) {
    isVersion4 = version4;
    isFragment = false;
    fragmentOffset = 0;
    fragmentId = 0;
    return version4
        ? readVersion4(position, limit, isQuoted)
        : readVersion6(position, limit, isQuoted);
  }

  private boolean readVersion4(long position, long limit, boolean isQuoted) {
    if (limit - position < IPV4_BYTES) {
      return false;
    }
    int first = i32(position);
    int headerBytes = (first >>> 24 & 0xf) * 4;
    int totalBytes = first & 0xffff;
    if (first >>> 28 != 4
        || headerBytes < IPV4_BYTES
        || totalBytes < headerBytes
        || limit - position < headerBytes
        || !setEnd(position + totalBytes, limit, isQuoted)) {
      return false;
    }
    payload = position + headerBytes;
    protocol = u8(position + 9);
    sourceHigh = 0;
    sourceLow = FlowKey.mapped(i32(position + 12));
    destinationHigh = 0;
    destinationLow = FlowKey.mapped(i32(position + 16));
    int second = i32(position + 4);
    boolean hasMore = (second & MORE_FRAGMENTS) != 0;
    int offset = (second & IPV4_FRAGMENT_OFFSET) * 8;
    return setFragment(second >>> 16, offset, hasMore, headerBytes, isQuoted);
  }

  /** The payload ends where the header says, not where padding does. */
  private boolean setEnd(long declared, long limit, boolean isQuoted) {
    end = Math.min(declared, limit);
    return isQuoted || declared <= limit;
  }

  /**
   * A fragment that others follow is a multiple of eight bytes, and none reaches beyond the longest
   * packet.
   */
  private boolean setFragment(
      int id, int offset, boolean hasMore, int headerBytes, boolean isQuoted) {
    isFragment = hasMore || offset != 0;
    fragmentOffset = offset;
    fragmentId = isFragment ? id : 0;
    long bytes = end - payload;
    boolean isWhole = !hasMore || (bytes > 0 && bytes % 8 == 0);
    return !isFragment
        || isQuoted
        || (isWhole && headerBytes + offset + bytes <= MOST_PACKET_BYTES);
  }

  private boolean readVersion6(long position, long limit, boolean isQuoted) {
    if (limit - position < IPV6_BYTES
        || u8(position) >>> 4 != 6
        || !setEnd(position + IPV6_BYTES + u16(position + 4), limit, isQuoted)) {
      return false;
    }
    sourceHigh = i64(position + 8);
    sourceLow = i64(position + 16);
    destinationHigh = i64(position + 24);
    destinationLow = i64(position + 32);
    payload = position + IPV6_BYTES;
    return readExtensions(u8(position + 6), isQuoted);
  }

  private boolean readExtensions(int first, boolean isQuoted) {
    int next = first;
    for (int i = 0; i < MOST_EXTENSIONS; i++) {
      if (!isExtension(next)) {
        protocol = next;
        return true;
      }
      boolean isMisplaced =
          (next == HOP_BY_HOP && i > 0) || (next == FlowKey.FRAGMENT && isFragment);
      if (isMisplaced || end - payload < 8) {
        return false;
      }
      int head = u16(payload);
      if (next == FlowKey.FRAGMENT) {
        next = head >>> 8;
        if (!readFragment(isQuoted)) {
          return false;
        }
        if (fragmentOffset != 0) {
          protocol = next;
          return true;
        }
      } else {
        payload += next == AUTHENTICATION ? ((head & 0xff) + 2) * 4 : ((head & 0xff) + 1) * 8;
        next = head >>> 8;
      }
      if (payload > end) {
        return false;
      }
    }
    return false;
  }

  private static boolean isExtension(int number) {
    return switch (number) {
      case HOP_BY_HOP,
          ROUTING,
          FlowKey.FRAGMENT,
          AUTHENTICATION,
          DESTINATION_OPTIONS,
          MOBILITY,
          HOST_IDENTITY,
          SHIM6 ->
          true;
      default -> false;
    };
  }

  /** One that stands alone (offset 0, none to follow) is no fragment (RFC 6946). */
  private boolean readFragment(boolean isQuoted) {
    int where = u16(payload + 2);
    int id = i32(payload + 4);
    payload += 8;
    return setFragment(id, where & ~7, (where & 1) != 0, 0, isQuoted);
  }
}
