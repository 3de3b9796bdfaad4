package dev.smtap.node;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.FramePort;
import dev.smtap.tap.Offloads;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One of two connected ports in which a write waits for room, as long as it takes. */
final class BlockingPort implements FramePort {
  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;

  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final long READ_MICROS = 1_000;

  private final FileHandle handle;

  private BlockingPort(int fd) {
    byte[] timeval =
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putLong(0)
            .putLong(READ_MICROS)
            .array();
    int result = ControlCalls.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval, timeval.length);
    if (result < 0) {
      throw new IllegalStateException(Errno.describe(-result));
    }
    this.handle = FileHandle.owning(fd, "blocking port");
  }

  static List<BlockingPort> pair() throws SystemException {
    int[] fds = new int[2];
    int result = ControlCalls.socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds);
    if (result < 0) {
      throw new SystemException("make", "a pair of sockets", -result, "");
    }
    return List.of(new BlockingPort(fds[0]), new BlockingPort(fds[1]));
  }

  @Override
  public int fd() {
    return handle.fd();
  }

  @Override
  public void setCarrier(boolean up) {}

  @Override
  public void setOffloads(Offloads offloads) {}

  @Override
  public void close() {
    handle.close();
  }
}
