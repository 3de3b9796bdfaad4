package dev.smtap.netlink;

import dev.smtap.posix.SystemException;
import java.util.function.Consumer;

/**
 * Asks the kernel about the sockets of one namespace, one request at a time. The kernel answers
 * within the call that sends, so an answer waits before it is received. One thread.
 */
final class DiagSocket implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 5;

  private final NetlinkSocket socket;
  private int sequence;

  private DiagSocket(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens one in the namespace of the calling thread, for datagrams of up to so many bytes. */
  static DiagSocket open(int bufferBytes) throws SystemException {
    NetlinkSocket socket = NetlinkSocket.open(InetDiag.NETLINK_SOCK_DIAG, 0, bufferBytes);
    // Only a safeguard.
    var _ = socket.setReceiveTimeout(TIMEOUT_SECONDS);
    return new DiagSocket(socket);
  }

  /** Where the answer of {@link #ask} is the current message. */
  MessageReader reader() {
    return socket.reader();
  }

  /** Asks for one socket; 0 when its state is there to be read, or a negative error number. */
  int ask(MessageBuilder message) {
    sequence++;
    int result = socket.send(message.build(sequence));
    while (result >= 0) {
      result = socket.receive();
      MessageReader answer = socket.reader();
      while (result >= 0 && answer.next()) {
        if (answer.sequence() == sequence) {
          return answer.type() == Netlink.NLMSG_ERROR ? DiagListing.refusal(answer) : 0;
        }
      }
    }
    return result;
  }

  /**
   * Lists sockets; 0 when that were all, {@link DiagListing#CHANGED}, or a negative error number.
   */
  int list(MessageBuilder message, Consumer<MessageReader> sink) {
    sequence++;
    int result = socket.send(message.build(sequence));
    DiagListing listing = new DiagListing(sequence);
    while (result >= 0) {
      result = socket.receive();
      if (result >= 0 && listing.take(socket.reader(), sink)) {
        return listing.result();
      }
    }
    return result;
  }

  @Override
  public void close() {
    socket.close();
  }
}
