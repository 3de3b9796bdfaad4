package dev.smtap.cli.bench;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.NativeBuffer;
import dev.smtap.posix.SystemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A blocking IPv4 socket in a network namespace, read and written as the driver reads and writes
 * its TAPs: by plain system calls, without allocation. No call waits longer than {@link
 * #PATIENCE_MILLIS}. One thread.
 */
final class LoadSocket implements AutoCloseable {
  static final int STREAM = 1;
  static final int DATAGRAM = 2;

  private static final int PATIENCE_MILLIS = 500;
  private static final int AF_INET = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int ADDRESS_BYTES = 16;

  private final FileHandle handle;
  private final NativeBuffer buffer;

  private LoadSocket(int fd, int bufferBytes) throws SystemException {
    this.handle = FileHandle.owning(fd, "a socket");
    this.buffer = NativeBuffer.allocate(bufferBytes);
    byte[] patience =
        ByteBuffer.allocate(ADDRESS_BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(0)
            .putLong(PATIENCE_MILLIS * 1_000L)
            .array();
    set(SOL_SOCKET, SO_RCVTIMEO, patience);
    set(SOL_SOCKET, SO_SNDTIMEO, patience);
  }

  /** Opens one. */
  static LoadSocket open(Namespace where, int type, int bufferBytes) throws SystemException {
    return where.run(() ->
        new LoadSocket(
            check(ControlCalls.socket(AF_INET, type | SOCK_CLOEXEC, 0), "open a socket"),
            bufferBytes));
  }

  private static int check(long result, String attempted) throws SystemException {
    if (result < 0) {
      throw new SystemException(attempted, "for the benchmark", (int) -result, "");
    }
    return (int) result;
  }

  private void set(int level, int option, byte[] value) throws SystemException {
    int result = ControlCalls.setsockopt(handle.fd(), level, option, value, value.length);
    int _ = check(result, "set an option of a socket");
  }

  /** Sends at once what is written. */
  LoadSocket withoutDelay() throws SystemException {
    byte[] one = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(1).array();
    set(IPPROTO_TCP, TCP_NODELAY, one);
    return this;
  }

  /** Takes an address here; the port is chosen by the kernel. */
  LoadSocket bind(String address) throws SystemException {
    byte[] here = address(address, 0);
    int _ = check(ControlCalls.bind(handle.fd(), here, here.length), "bind to " + address);
    return this;
  }

  int port() throws SystemException {
    byte[] address = new byte[ADDRESS_BYTES];
    int result = ControlCalls.getsockname(handle.fd(), address, new int[] {ADDRESS_BYTES});
    int _ = check(result, "find the port of a socket");
    return ByteBuffer.wrap(address).getShort(2) & 0xffff;
  }

  LoadSocket listen() throws SystemException {
    int _ = check(ControlCalls.listen(handle.fd(), 1), "listen");
    return this;
  }

  LoadSocket accept(int bufferBytes) throws SystemException {
    return new LoadSocket(check(ControlCalls.accept(handle.fd()), "accept"), bufferBytes);
  }

  LoadSocket connect(String address, int port) throws SystemException {
    byte[] there = address(address, port);
    int result = ControlCalls.connect(handle.fd(), there, there.length);
    int _ = check(result, "connect to " + address);
    return this;
  }

  private static byte[] address(String address, int port) {
    ByteBuffer bytes = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
    bytes.putShort((short) AF_INET).order(ByteOrder.BIG_ENDIAN).putShort((short) port);
    for (String part : address.split("\\.", -1)) {
      bytes.put((byte) Integer.parseInt(part));
    }
    return bytes.array();
  }

  /** Reads some; bytes, 0 at the end, or a negative error number: -EAGAIN when nothing came. */
  long read(int bytes) {
    return DataCalls.read(handle.fd(), buffer.position(), bytes);
  }

  /** Writes some; bytes or a negative error number. */
  long write(int bytes) {
    return DataCalls.write(handle.fd(), buffer.position(), bytes);
  }

  /** True for what tells that nothing is wrong, only that it took long. */
  static boolean isPatience(long result) {
    return result == -Errno.EAGAIN || result == -Errno.EINTR;
  }

  @Override
  public void close() {
    handle.close();
  }
}
