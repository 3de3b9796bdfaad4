package dev.smtap.lab;

import static dev.smtap.posix.ControlCalls.setsockopt;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A socket of any kind in a namespace, with system calls of its own. One thread. */
final class RawSocket implements AutoCloseable {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_RAW = 3;

  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int RECEIVE_BUFFER_BYTES = 16 << 20;

  private final int fd;
  private final byte[] buffer = new byte[1 << 17];

  private RawSocket(int fd) {
    this.fd = fd;
    setInt(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
  }

  static RawSocket open(Netns netns, int domain, int type, int protocol) {
    return netns.call(() -> new RawSocket(check(ControlCalls.socket(domain, type, protocol))));
  }

  private static int check(long result) {
    if (result < 0) {
      throw new AssertionError(Errno.describe((int) -result));
    }
    return (int) result;
  }

  void setInt(int level, int option, int value) {
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    check(setsockopt(fd, level, option, bytes, bytes.length));
  }

  void setTimeoutMillis(int millis) {
    byte[] timeval =
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putLong(millis / 1000)
            .putLong(millis % 1000 * 1000L)
            .array();
    check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval, timeval.length));
  }

  /** Sends a message to a sockaddr. */
  void send(byte[] message, byte[] address) {
    int sent = check(ControlCalls.sendto(fd, message, message.length, 0, address, address.length));
    if (sent != message.length) {
      throw new AssertionError("sent " + sent + " of " + message.length);
    }
  }

  /** The next message, or an empty array after the time-out. */
  byte[] receive() {
    long length = ControlCalls.recv(fd, buffer, buffer.length, 0);
    if (length == -Errno.EAGAIN || length == -Errno.EINTR) {
      return new byte[0];
    }
    return Arrays.copyOf(buffer, check(length));
  }

  @Override
  public void close() {
    check(ControlCalls.close(fd));
  }
}
