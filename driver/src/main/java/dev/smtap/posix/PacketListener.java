package dev.smtap.posix;

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
    // It is handed nothing before the filter is there.
    PacketListener listener = new PacketListener(PacketSocket.openHandle());
    byte[] address = PacketSocket.address(ifindex, type);
    try {
      FileHandle.check(filter.attach(listener.fd()), "set a filter of", "a packet socket", "");
      FileHandle.check(
          ControlCalls.bind(listener.fd(), address, address.length),
          "listen on",
          "interface " + ifindex,
          "");
      return listener;
    } catch (SystemException e) {
      listener.close();
      throw e;
    }
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
