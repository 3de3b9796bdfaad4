package dev.smtap.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Messages about sockets: builds requests, reads answers (sock_diag(7)). Pure functions. */
final class DiagMessages {
  private static final long NO_COOKIE =
      InetDiag.INET_DIAG_NOCOOKIE << 32 | InetDiag.INET_DIAG_NOCOOKIE;

  private DiagMessages() {}

  /** Asks for the one socket that would get a packet of this flow from this interface. */
  static MessageBuilder question(SocketFlow flow, int ifindex) {
    ByteBuffer request = request(flow.isIpv6() ? IpFamily.IPV6 : IpFamily.IPV4);
    request.put(DiagRequestDescriptor.PROTOCOL_OFFSET, (byte) flow.protocol().number());
    // The kernel looks UDP up as the packet has it, and everything else as the socket has it.
    boolean asPacket = flow.protocol() == SocketProtocol.UDP;
    SocketEnd source = asPacket ? flow.foreign() : flow.local();
    SocketEnd destination = asPacket ? flow.local() : flow.foreign();
    int id = DiagRequestDescriptor.SOCKET_ID_OFFSET;
    request.position(id + DiagSocketIdDescriptor.SOURCE_PORT_OFFSET);
    putPort(request, source.port());
    putPort(request, destination.port());
    request.put(id + DiagSocketIdDescriptor.SOURCE_ADDRESS_OFFSET, source.address().getAddress());
    request.put(
        id + DiagSocketIdDescriptor.DESTINATION_ADDRESS_OFFSET, destination.address().getAddress());
    request.putInt(id + DiagSocketIdDescriptor.INTERFACE_OFFSET, ifindex);
    request.putLong(id + DiagSocketIdDescriptor.COOKIE_OFFSET, NO_COOKIE);
    return message(Netlink.NLM_F_REQUEST, request);
  }

  /**
   * Asks for all sockets of a protocol and family.
   *
   * @param states a bit for each state that is wanted
   */
  static MessageBuilder list(SocketProtocol protocol, IpFamily family, int states) {
    ByteBuffer request = request(family);
    request.put(DiagRequestDescriptor.PROTOCOL_OFFSET, (byte) protocol.number());
    request.putInt(DiagRequestDescriptor.STATES_OFFSET, states);
    return message(Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP, request);
  }

  /**
   * Reads the current message as the state of a socket.
   *
   * @param asked what was asked for; the message's own word counts, where it has one
   * @return null if it is not that: cut short, or of another family or protocol
   */
  static @Nullable SocketInfo socket(MessageReader message, @Nullable SocketProtocol asked) {
    if (message.type() != InetDiag.SOCK_DIAG_BY_FAMILY
        || !message.hasPayload(DiagMessageDescriptor.BYTES)) {
      return null;
    }
    SocketProtocol protocol = asked;
    boolean v6Only = false;
    message.attributesFrom(DiagMessageDescriptor.BYTES);
    while (message.nextAttribute()) {
      switch (message.attributeType()) {
        case InetDiag.INET_DIAG_PROTOCOL -> protocol = SocketProtocol.of(message.attributeByte());
        case InetDiag.INET_DIAG_SKV6ONLY -> v6Only = message.attributeByte() != 0;
        default -> {
          // Not of interest.
        }
      }
    }
    @Nullable IpFamily family =
        IpFamily.ofNumber(message.byteAt(DiagMessageDescriptor.FAMILY_OFFSET));
    return protocol == null || family == null
        ? null
        : socket(message, protocol, family.addressBytes(), v6Only);
  }

  private static SocketInfo socket(
      MessageReader message, SocketProtocol protocol, int addressBytes, boolean v6Only) {
    int id = DiagMessageDescriptor.SOCKET_ID_OFFSET;
    return new SocketInfo(
        protocol,
        message.byteAt(DiagMessageDescriptor.STATE_OFFSET),
        new SocketEnd(
            address(message, id + DiagSocketIdDescriptor.SOURCE_ADDRESS_OFFSET, addressBytes),
            port(message, id + DiagSocketIdDescriptor.SOURCE_PORT_OFFSET)),
        new SocketEnd(
            address(message, id + DiagSocketIdDescriptor.DESTINATION_ADDRESS_OFFSET, addressBytes),
            port(message, id + DiagSocketIdDescriptor.DESTINATION_PORT_OFFSET)),
        Math.max(message.intAt(id + DiagSocketIdDescriptor.INTERFACE_OFFSET), 0),
        v6Only,
        Integer.toUnsignedLong(message.intAt(DiagMessageDescriptor.USER_OFFSET)),
        Integer.toUnsignedLong(message.intAt(DiagMessageDescriptor.INODE_OFFSET)),
        cookie(message, id + DiagSocketIdDescriptor.COOKIE_OFFSET));
  }

  /** Four bytes become an IPv4 address, and so do sixteen that hold one mapped into IPv6. */
  private static InetAddress address(MessageReader message, int offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) message.byteAt(offset + i);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are addresses", e);
    }
  }

  private static int port(MessageReader message, int offset) {
    return message.byteAt(offset) << 8 | message.byteAt(offset + 1);
  }

  private static long cookie(MessageReader message, int offset) {
    return Integer.toUnsignedLong(message.intAt(offset)) | (long) message.intAt(offset + 4) << 32;
  }

  private static ByteBuffer request(IpFamily family) {
    ByteBuffer request =
        ByteBuffer.allocate(DiagRequestDescriptor.BYTES).order(ByteOrder.nativeOrder());
    return request.put(DiagRequestDescriptor.FAMILY_OFFSET, (byte) family.number());
  }

  private static void putPort(ByteBuffer request, int port) {
    request.put((byte) (port >> 8)).put((byte) port);
  }

  private static MessageBuilder message(int flags, ByteBuffer request) {
    return MessageBuilder.raw(InetDiag.SOCK_DIAG_BY_FAMILY, flags, request.array());
  }
}
