package dev.smtap.netlink;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.Retry;
import dev.smtap.posix.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A bound netlink socket of the calling thread's namespace. One thread. */
final class NetlinkSocket implements AutoCloseable {
  static final int BUFFER_BYTES = 64 * 1024;

  private final FileHandle handle;
  private final byte[] buffer;
  private final MessageReader reader;

  private NetlinkSocket(FileHandle handle, int bufferBytes) {
    this.handle = handle;
    this.buffer = new byte[bufferBytes];
    this.reader = new MessageReader(buffer);
  }

  /** Opens a NETLINK_ROUTE socket. */
  static NetlinkSocket open(int socketFlags) throws SystemException {
    return open(Netlink.NETLINK_ROUTE, socketFlags, BUFFER_BYTES);
  }

  /** Opens one of any protocol, which receives datagrams of up to so many bytes. */
  static NetlinkSocket open(int protocol, int socketFlags, int bufferBytes) throws SystemException {
    int fd = ControlCalls.socket(Netlink.AF_NETLINK, Netlink.SOCK_RAW | socketFlags, protocol);
    if (fd < 0) {
      throw new SystemException("open", "a netlink socket", -fd, "");
    }
    FileHandle handle = FileHandle.owning(fd, "netlink socket");
    byte[] address = new byte[Netlink.ADDRESS_SIZE];
    ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).putShort((short) Netlink.AF_NETLINK);
    int result = ControlCalls.bind(fd, address, address.length);
    if (result < 0) {
      handle.close();
      throw new SystemException("bind", "a netlink socket", -result, "");
    }
    return new NetlinkSocket(handle, bufferBytes);
  }

  int fd() {
    return handle.fd();
  }

  /** Sets an option that is a number; 0 or a negative error number. */
  int setOption(int level, int option, int value) {
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    return ControlCalls.setsockopt(fd(), level, option, bytes, bytes.length);
  }

  /** Sets how long {@link #receive} waits, for a blocking socket. */
  int setReceiveTimeout(int seconds) {
    byte[] time = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(seconds).array();
    return ControlCalls.setsockopt(
        fd(), Netlink.SOL_SOCKET, Netlink.SO_RCVTIMEO, time, time.length);
  }

  /** What no other network namespace has had since the machine started (Linux 5.14). */
  long namespaceCookie() throws SystemException {
    byte[] cookie = new byte[Long.BYTES];
    int result =
        ControlCalls.getsockopt(
            fd(), Netlink.SOL_SOCKET, Netlink.SO_NETNS_COOKIE, cookie, new int[] {cookie.length});
    if (result < 0) {
      throw new SystemException("ask for", "the network namespace's cookie", -result, "");
    }
    return ByteBuffer.wrap(cookie).order(ByteOrder.nativeOrder()).getLong();
  }

  /** Sends to the kernel; bytes sent or a negative error number. */
  int send(byte[] message) {
    return (int)
        Retry.callLong(() -> ControlCalls.sendto(fd(), message, message.length, 0, new byte[0], 0));
  }

  /**
   * Receives one datagram, whose messages {@link #reader} then walks.
   *
   * @return bytes, or a negative error number
   */
  int receive() {
    long length =
        Retry.callLong(() -> ControlCalls.recv(fd(), buffer, buffer.length, Netlink.MSG_TRUNC));
    // The kernel's messages are 32 KiB at most; a longer one would be cut, and its rest not walked.
    reader.reset((int) Math.min(length, buffer.length));
    return (int) length;
  }

  MessageReader reader() {
    return reader;
  }

  @Override
  public void close() {
    handle.close();
  }
}
