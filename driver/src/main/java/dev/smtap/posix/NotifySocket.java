package dev.smtap.posix;

import java.nio.charset.StandardCharsets;

/**
 * Tells a service manager how this process does (sd_notify(3)): datagrams of lines {@code
 * NAME=VALUE} to the socket that it named in {@code NOTIFY_SOCKET}. Belongs to the network
 * namespace in which it was opened, and can be used from all. Any thread.
 */
public final class NotifySocket implements AutoCloseable {
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final byte[] NOBODY = {};

  private final FileHandle handle;
  private final String name;

  private NotifySocket(FileHandle handle, String name) {
    this.handle = handle;
    this.name = name;
  }

  /**
   * Opens the way to a socket.
   *
   * @param address a path, or {@code @} and a name in the abstract name space
   */
  public static NotifySocket open(String address) throws SystemException {
    byte[] bytes = UnixAddress.ofEither(address);
    int fd = ControlCalls.socket(UnixAddress.AF_UNIX, SOCK_DGRAM, 0);
    FileHandle.check(fd, "open", "a Unix socket", "");
    FileHandle handle = FileHandle.owning(fd, address);
    int result = Retry.call(() -> ControlCalls.connect(fd, bytes, bytes.length));
    if (result < 0) {
      handle.close();
    }
    FileHandle.check(result, "reach the service manager at", address, "check NOTIFY_SOCKET");
    return new NotifySocket(handle, address);
  }

  /** Sends lines. */
  public void send(String lines) throws SystemException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    long sent =
        Retry.callLong(
            () -> ControlCalls.sendto(handle.fd(), bytes, bytes.length, MSG_NOSIGNAL, NOBODY, 0));
    check(sent);
  }

  /** Sends lines and a second descriptor of an open file (SCM_RIGHTS). */
  public void send(String lines, int descriptor) throws SystemException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    long sent =
        Retry.callLong(
            () -> ControlCalls.sendDescriptor(handle.fd(), bytes, bytes.length, descriptor));
    check(sent);
  }

  private void check(long sent) throws SystemException {
    FileHandle.check((int) sent, "tell the service manager at", name, "");
  }

  @Override
  public void close() {
    handle.close();
  }
}
