package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.util.function.Consumer;

/**
 * Hears of what the kernel tells groups of listeners, without being asked. To be polled by {@link
 * #fd()}. One thread.
 */
final class EventSocket implements AutoCloseable {
  private final NetlinkSocket socket;
  private final String attempted;
  private final String subject;

  private EventSocket(NetlinkSocket socket, String attempted, String subject) {
    this.socket = socket;
    this.attempted = attempted;
    this.subject = subject;
  }

  /**
   * Opens one in the namespace of the calling thread.
   *
   * @param bufferBytes the longest datagram; as many bytes are copied with each one
   * @param attempted verb and object, as in {@link SystemException}
   */
  static EventSocket open(int protocol, int bufferBytes, String attempted, String subject)
      throws SystemException {
    NetlinkSocket socket = NetlinkSocket.open(protocol, Netlink.SOCK_NONBLOCK, bufferBytes);
    return new EventSocket(socket, attempted, subject);
  }

  /** How many bytes of events may wait; without privilege as many as the system lets it. */
  void setReceiveBuffer(int bytes) {
    if (socket.setOption(Netlink.SOL_SOCKET, Netlink.SO_RCVBUFFORCE, bytes) < 0) {
      var _ = socket.setOption(Netlink.SOL_SOCKET, Netlink.SO_RCVBUF, bytes);
    }
  }

  /** Hears of these groups from now on; closed if the kernel refuses one. */
  void join(int... groups) throws SystemException {
    for (int group : groups) {
      int result = tryJoin(group);
      if (result < 0) {
        close();
        throw failure(result);
      }
    }
  }

  /** Hears of a group from now on; 0 or a negative error number. */
  int tryJoin(int group) {
    return socket.setOption(Netlink.SOL_NETLINK, Netlink.NETLINK_ADD_MEMBERSHIP, group);
  }

  /** The descriptor to poll for reading. */
  int fd() {
    return socket.fd();
  }

  /**
   * Hands on every datagram that has been waiting, without blocking.
   *
   * @param lost called when the kernel had to leave some out
   * @throws SystemException if the socket is broken
   */
  void drain(Consumer<MessageReader> sink, Runnable lost) throws SystemException {
    while (true) {
      int length = socket.receive();
      if (length == -Errno.EAGAIN) {
        return;
      }
      if (length == -Errno.ENOBUFS) {
        lost.run();
      } else if (length < 0) {
        throw failure(length);
      } else {
        sink.accept(socket.reader());
      }
    }
  }

  private SystemException failure(int result) {
    return new SystemException(attempted, subject, -result, "");
  }

  @Override
  public void close() {
    socket.close();
  }
}
