package dev.smtap.tap;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A pair of ports that are connected to each other, for tests and for runs without privilege: what
 * is written to one is read from the other, frame by frame. Unlike a TAP it refuses a frame when
 * its buffer is full ({@code -EAGAIN}), and a read gives 0 and a poll POLLHUP when the other end is
 * closed.
 *
 * <p>SOCK_SEQPACKET and not SOCK_DGRAM: both keep frames whole and cut a long one like a TAP, but
 * only this one tells that the other end is gone.
 */
public final class SocketPort implements FramePort {
  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SO_SNDBUFFORCE = 32;

  // A super-frame takes some 70 KiB of it.
  private static final int SEND_BUFFER = 4 << 20;

  private final FileHandle handle;
  private volatile boolean carrier;
  private volatile Offloads offloads = Offloads.NONE;

  private SocketPort(FileHandle handle) {
    this.handle = handle;
  }

  /** Makes two ports that are connected to each other. */
  public static List<SocketPort> pair() throws SystemException {
    int[] fds = new int[2];
    int result = ControlCalls.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds);
    if (result < 0) {
      throw new SystemException("make", "a pair of sockets", -result, "");
    }
    return List.of(port(fds[0]), port(fds[1]));
  }

  private static SocketPort port(int fd) {
    if (setOption(fd, SO_SNDBUFFORCE) < 0) {
      // Without privilege it is as large as the system lets it be, some six super-frames.
      var _ = setOption(fd, SO_SNDBUF);
    }
    return new SocketPort(FileHandle.owning(fd, "socket port"));
  }

  private static int setOption(int fd, int option) {
    byte[] value =
        ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(SEND_BUFFER).array();
    return ControlCalls.setsockopt(fd, SOL_SOCKET, option, value, value.length);
  }

  @Override
  public int fd() {
    return handle.fd();
  }

  @Override
  public void setCarrier(boolean up) {
    carrier = up;
  }

  /** What was set last. */
  public boolean carrier() {
    return carrier;
  }

  @Override
  public void setOffloads(Offloads offloads) {
    this.offloads = offloads;
  }

  /** What was set last; nothing is done about it. */
  public Offloads offloads() {
    return offloads;
  }

  @Override
  public void close() {
    handle.close();
  }
}
