package dev.smtap.tap;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.NativeBuffer;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A TAP in a network namespace of its own, which forwards whatever is written to it straight out
 * again. Needs a thread that ends afterwards, because the thread stays in that namespace.
 */
final class ScratchTap implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final String NAME = "scratch0";
  private static final long MAC = 0x02534dffff01L;
  private static final int BUFFER = 128 * 1024;
  private static final int PATIENCE_MILLIS = 20;

  private final TapDevice tap;
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final NativeBuffer pollFd = NativeBuffer.allocate(Poll.SIZE);

  private ScratchTap(TapDevice tap) {
    this.tap = tap;
  }

  /** Leaves the calling thread's namespace for a new one, and sets the TAP up there. */
  static ScratchTap open() throws SystemException {
    int result = ControlCalls.unshare(CLONE_NEWNET);
    if (result < 0) {
      throw new SystemException("make", "a network namespace for a test", -result, "");
    }
    TapDevice tap = TapDevice.open(NAME, new TapOptions(MAC, 1500, 0, Offloads.NONE));
    try {
      // Carrier first, so that going up makes it ready to send at once.
      tap.setCarrier(true);
      forward();
      try (RouteSocket route = RouteSocket.open()) {
        // Without ARP it needs no neighbours and tries no duplicate address detection.
        int flags = LinkState.IFF_UP | LinkState.IFF_NOARP;
        route.setFlags(tap.ifindex(), flags, flags);
        for (IpFamily family : IpFamily.present()) {
          route.addDefaultRoute(tap.ifindex(), family);
        }
      }
      return new ScratchTap(tap);
    } catch (SystemException | RuntimeException e) {
      tap.close();
      throw e;
    }
  }

  /** These files show the namespace of the thread that opens them. */
  private static void forward() {
    write("ipv4/ip_forward", "1");
    write("ipv4/conf/all/rp_filter", "0");
    write("ipv4/conf/" + NAME + "/rp_filter", "0");
    write("ipv4/conf/all/send_redirects", "0");
    write("ipv4/conf/" + NAME + "/send_redirects", "0");
    write("ipv6/conf/all/forwarding", "1");
  }

  private static void write(String setting, String value) {
    try {
      Files.writeString(Path.of("/proc/sys/net", setting), value);
    } catch (IOException e) {
      // Read-only in some containers; a plain frame then shows whether it forwards anyway.
      return;
    }
  }

  /** Sets what the kernel may leave undone in what comes out. */
  void setOffloads(Offloads offloads) throws SystemException {
    tap.setOffloads(offloads);
  }

  /** Which offloads the kernel takes at all. */
  OffloadReport probeOffloads(Offloads wanted) throws SystemException {
    return tap.probeOffloads(wanted);
  }

  /**
   * Writes a frame and collects what comes out of it.
   *
   * @param expected how many frames to wait for; more that are there at once are returned as well
   */
  List<byte[]> exchange(TestFrame frame, TestFrameCheck check, int expected)
      throws SystemException {
    byte[] bytes = frame.bytes(MAC);
    discardWaiting();
    var _ = buffer.bytes().put(bytes);
    long written = DataCalls.write(tap.fd(), buffer.position(), bytes.length);
    if (written < 0) {
      throw new SystemException("write", "the test frame", (int) -written, "");
    }
    List<byte[]> received = new ArrayList<>();
    while (true) {
      long length = DataCalls.read(tap.fd(), buffer.position(), BUFFER);
      if (length > 0) {
        byte[] copy = new byte[(int) length];
        buffer.bytes().get(copy);
        if (check.isMine(copy, copy.length)) {
          received.add(copy);
        }
      } else if (length != -Errno.EINTR && (received.size() >= expected || !awaitMore())) {
        return received;
      }
    }
  }

  private void discardWaiting() {
    long length;
    do {
      length = DataCalls.read(tap.fd(), buffer.position(), BUFFER);
    } while (length > 0 || length == -Errno.EINTR);
  }

  private boolean awaitMore() {
    ByteBuffer entry = pollFd.bytes();
    entry.putInt(Poll.FD_OFFSET, tap.fd()).putShort(Poll.EVENTS_OFFSET, Poll.POLLIN);
    return DataCalls.poll(pollFd.position(), 1, PATIENCE_MILLIS) > 0;
  }

  /** Takes some 20 ms, and the namespace goes with it. */
  @Override
  public void close() {
    tap.close();
  }
}
