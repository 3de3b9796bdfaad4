package dev.smtap.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Receives whole Ethernet frames of one type that come in on one interface and pass a filter
 * (packet(7)); the stack of the kernel gets them all the same. Needs CAP_NET_RAW. It belongs to the
 * namespace in which it was opened. One thread.
 */
public final class PacketListener implements AutoCloseable {
  private final FileHandle handle;

  private PacketListener(FileHandle handle) {
    this.handle = handle;
  }

  /**
   * Opens one in the namespace of the calling thread.
   *
   * @param ifindex the interface
   * @param type the Ethernet type
   */
  public static PacketListener open(int ifindex, int type, PacketFilter filter)
      throws SystemException {
    // With protocol 0 it is handed nothing before the filter is there.
    int fd = ControlCalls.socket(PacketSocket.AF_PACKET, PacketSocket.SOCK_RAW, 0);
    String advice = fd == -Errno.EPERM ? "run as root or with CAP_NET_RAW" : "";
    int opened = FileHandle.check(fd, "open", "a packet socket", advice);
    PacketListener listener = new PacketListener(FileHandle.owning(opened, "packet socket"));
    try {
      listener.setFilter(filter);
      FileHandle.check(
          ControlCalls.bind(opened, address(ifindex, type), PacketSocket.ADDRESS_SIZE),
          "listen on",
          "interface " + ifindex,
          "");
      return listener;
    } catch (SystemException e) {
      listener.close();
      throw e;
    }
  }

  private static byte[] address(int ifindex, int type) {
    byte[] address = new byte[PacketSocket.ADDRESS_SIZE];
    ByteBuffer fields = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    fields.putShort((short) PacketSocket.AF_PACKET).putInt(PacketSocket.IFINDEX_OFFSET, ifindex);
    fields.order(ByteOrder.BIG_ENDIAN).putShort(PacketSocket.PROTOCOL_OFFSET, (short) type);
    return address;
  }

  /** Takes other frames from now on. */
  public void setFilter(PacketFilter filter) throws SystemException {
    FileHandle.check(filter.attach(handle.fd()), "set a filter of", "a packet socket", "");
  }

  /** The descriptor to poll for reading. */
  public int fd() {
    return handle.fd();
  }

  /**
   * Takes a frame, without waiting; one that is longer than the room is cut.
   *
   * @return its bytes, or 0 if there is none, also when the interface is down or gone
   */
  public int receive(byte[] room) {
    long bytes =
        Retry.callLong(
            () -> ControlCalls.recv(handle.fd(), room, room.length, PacketSocket.MSG_DONTWAIT));
    return (int) Math.max(bytes, 0);
  }

  @Override
  public void close() {
    handle.close();
  }
}
