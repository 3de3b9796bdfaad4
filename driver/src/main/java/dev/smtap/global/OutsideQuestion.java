package dev.smtap.global;

import dev.smtap.posix.PacketFilter;
import dev.smtap.posix.PacketFilter.Field;
import dev.smtap.tap.InternetChecksum;
import dev.smtap.wire.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A host on a segment asks which MAC address has an address (RFC 826, RFC 4861 section 4.3).
 * Everything in its frame may be a lie. Immutable.
 *
 * @param global the address
 * @param asker who asks; without IP address if it looks whether the address is free
 */
record OutsideQuestion(InetAddress global, Announcement.End asker) {
  private static final int TYPE_OFFSET = 12;
  private static final int SOURCE_MAC_OFFSET = 6;

  private static final int ARP_KIND_OFFSET = 14;
  private static final long ARP_KIND = 0x0001_0800_0604_0001L;
  private static final int ARP_OPERATION_OFFSET = 20;
  private static final int ARP_SENDER_MAC_OFFSET = 22;
  private static final int ARP_SENDER_OFFSET = 28;
  private static final int ARP_TARGET_OFFSET = 38;
  private static final int ARP_END = 42;

  private static final int IPV6_OFFSET = 14;
  private static final int PAYLOAD_LENGTH_OFFSET = 18;
  private static final int NEXT_HEADER_OFFSET = 20;
  private static final int HOP_LIMIT_OFFSET = 21;
  private static final int IPV6_SOURCE_OFFSET = 22;
  private static final int ICMP_OFFSET = 54;
  private static final int ND_TARGET_OFFSET = 62;
  private static final int ND_OPTIONS_OFFSET = 78;
  private static final int LEAST_PAYLOAD = 24;
  private static final int SOURCE_LINK_LAYER_ADDRESS = 1;
  private static final int OPTION_UNIT = 8;
  private static final int IPV6_ADDRESS_BYTES = 16;

  /** What lets questions for these addresses pass, which are of one family. */
  static PacketFilter filter(Collection<InetAddress> addresses) {
    boolean isVersion4 = addresses.stream().allMatch(Inet4Address.class::isInstance);
    List<List<Field>> targets = new ArrayList<>();
    for (InetAddress each : addresses) {
      targets.add(words(isVersion4 ? ARP_TARGET_OFFSET : ND_TARGET_OFFSET, each));
    }
    List<Field> conditions =
        isVersion4
            ? List.of(new Field(ARP_OPERATION_OFFSET, 2, NeighbourFrames.REQUEST))
            : List.of(
                new Field(NEXT_HEADER_OFFSET, 1, Announcement.ICMPV6),
                new Field(ICMP_OFFSET, 1, NeighbourFrames.SOLICITATION));
    return new PacketFilter(conditions, targets);
  }

  private static List<Field> words(int offset, InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    List<Field> words = new ArrayList<>();
    while (bytes.hasRemaining()) {
      words.add(new Field(offset + bytes.position(), Integer.BYTES, bytes.getInt()));
    }
    return words;
  }

  /**
   * Reads one; empty if a frame is none, or a host announces its own address.
   *
   * @param frame from the destination's MAC address on
   * @param bytes how many of them are the frame
   */
  static Optional<OutsideQuestion> read(byte[] frame, int bytes) {
    ByteBuffer fields = ByteBuffer.wrap(frame, 0, bytes);
    if (bytes < ARP_END) {
      return Optional.empty();
    }
    return switch (fields.getShort(TYPE_OFFSET) & 0xffff) {
      case NeighbourFrames.ARP -> readArp(fields);
      case Announcement.IPV6 -> readSolicitation(fields);
      default -> Optional.empty();
    };
  }

  private static Optional<OutsideQuestion> readArp(ByteBuffer frame) {
    InetAddress sender = address(frame, ARP_SENDER_OFFSET, Integer.BYTES);
    InetAddress target = address(frame, ARP_TARGET_OFFSET, Integer.BYTES);
    if (frame.getLong(ARP_KIND_OFFSET) != ARP_KIND || sender.equals(target)) {
      return Optional.empty();
    }
    return of(target, mac(frame, ARP_SENDER_MAC_OFFSET), sender);
  }

  private static Optional<OutsideQuestion> readSolicitation(ByteBuffer frame) {
    int payload = Short.toUnsignedInt(frame.getShort(PAYLOAD_LENGTH_OFFSET));
    boolean isOne =
        payload >= LEAST_PAYLOAD
            && payload <= frame.limit() - ICMP_OFFSET
            && frame.get(NEXT_HEADER_OFFSET) == Announcement.ICMPV6
            && (frame.get(HOP_LIMIT_OFFSET) & 0xff) == Announcement.HOP_LIMIT
            && frame.getShort(ICMP_OFFSET) == (short) (NeighbourFrames.SOLICITATION << Byte.SIZE)
            && isIntact(frame, payload);
    if (!isOne) {
      return Optional.empty();
    }
    InetAddress source = address(frame, IPV6_SOURCE_OFFSET, IPV6_ADDRESS_BYTES);
    InetAddress target = address(frame, ND_TARGET_OFFSET, IPV6_ADDRESS_BYTES);
    return of(target, askerMac(frame, ICMP_OFFSET + payload), source);
  }

  /** Nobody asks for many: an answer goes to one host. */
  private static Optional<OutsideQuestion> of(InetAddress target, long mac, InetAddress address) {
    boolean isOne = !MacAddress.isGroup(mac) && !address.isMulticastAddress();
    return isOne
        ? Optional.of(new OutsideQuestion(target, new Announcement.End(mac, address)))
        : Optional.empty();
  }

  private static boolean isIntact(ByteBuffer frame, int payload) {
    int sum = InternetChecksum.pseudoHeader(frame, IPV6_OFFSET, true, Announcement.ICMPV6, payload);
    return InternetChecksum.finish(InternetChecksum.add(sum, frame, ICMP_OFFSET, payload)) == 0;
  }

  /** By the option, and without one by the frame. */
  private static long askerMac(ByteBuffer frame, int end) {
    int at = ND_OPTIONS_OFFSET;
    while (at + OPTION_UNIT <= end) {
      int bytes = (frame.get(at + 1) & 0xff) * OPTION_UNIT;
      if (frame.get(at) == SOURCE_LINK_LAYER_ADDRESS && bytes == OPTION_UNIT) {
        return mac(frame, at + 2);
      }
      at += bytes == 0 ? end : bytes;
    }
    return mac(frame, SOURCE_MAC_OFFSET);
  }

  private static long mac(ByteBuffer frame, int at) {
    return (long) Short.toUnsignedInt(frame.getShort(at)) << Integer.SIZE
        | Integer.toUnsignedLong(frame.getInt(at + 2));
  }

  private static InetAddress address(ByteBuffer frame, int at, int bytes) {
    byte[] address = new byte[bytes];
    frame.get(at, address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has a length of its own", e);
    }
  }

  /** Whether it is asked before somebody takes the address: it is defended. */
  boolean isProbe() {
    return asker.address().isAnyLocalAddress();
  }
}
