package dev.smtap.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sends whole Ethernet frames out of interfaces of one namespace (packet(7)); receives nothing.
 * Needs CAP_NET_RAW. It belongs to the namespace in which it was opened, whatever the calling
 * thread enters later. Any thread.
 */
public final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  static final int MSG_DONTWAIT = 0x40;

  /** struct sockaddr_ll: u16 family, big-endian u16 protocol, i32 ifindex, 12 bytes more. */
  static final int ADDRESS_SIZE = 20;

  static final int PROTOCOL_OFFSET = 2;
  static final int IFINDEX_OFFSET = 4;
  private static final int ETHERNET_TYPE_OFFSET = 12;

  private final FileHandle handle;

  private PacketSocket(FileHandle handle) {
    this.handle = handle;
  }

  /** Opens one in the namespace of the calling thread. */
  public static PacketSocket open() throws SystemException {
    return new PacketSocket(openHandle());
  }

  /** A socket of protocol 0: it is handed no frames. */
  static FileHandle openHandle() throws SystemException {
    int fd = ControlCalls.socket(AF_PACKET, SOCK_RAW, 0);
    String advice = fd == -Errno.EPERM ? "run as root or with CAP_NET_RAW" : "";
    int opened = FileHandle.check(fd, "open", "a packet socket", advice);
    return FileHandle.owning(opened, "packet socket");
  }

  /** A sockaddr_ll of frames of one type on one interface. */
  static byte[] address(int ifindex, int type) {
    byte[] address = new byte[ADDRESS_SIZE];
    ByteBuffer fields = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    fields.putShort((short) AF_PACKET).putInt(IFINDEX_OFFSET, ifindex);
    fields.order(ByteOrder.BIG_ENDIAN).putShort(PROTOCOL_OFFSET, (short) type);
    return address;
  }

  /**
   * Sends a frame, without waiting.
   *
   * @param frame from the destination's MAC address on, without checksum
   * @return false if the interface is gone, down or has no room
   */
  public boolean send(int ifindex, byte[] frame) throws SystemException {
    byte[] address = address(ifindex, ByteBuffer.wrap(frame).getShort(ETHERNET_TYPE_OFFSET));
    int result =
        (int)
            Retry.callLong(() ->
                ControlCalls.sendto(
                    handle.fd(), frame, frame.length, MSG_DONTWAIT, address, address.length));
    if (isNotNow(-result)) {
      return false;
    }
    FileHandle.check(result, "send a frame out of", "interface " + ifindex, "");
    return true;
  }

  private static boolean isNotNow(int errno) {
    return switch (errno) {
      case Errno.ENXIO, Errno.ENODEV, Errno.ENETDOWN, Errno.ENOBUFS, Errno.EAGAIN -> true;
      default -> false;
    };
  }

  @Override
  public void close() {
    handle.close();
  }
}
