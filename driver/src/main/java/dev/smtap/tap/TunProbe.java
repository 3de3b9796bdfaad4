package dev.smtap.tap;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.Retry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whether TAPs can be opened here at all: the control file, before any right to make an interface
 * is needed.
 *
 * @param errno why the control file cannot be opened, 0 if it can
 * @param hasHeader whether the kernel has TAPs with virtio-net headers
 */
public record TunProbe(int errno, boolean hasHeader) {
  /** The control file. */
  public static final String PATH = Tun.PATH;

  private static final int NEEDED = Tun.IFF_TAP | Tun.IFF_NO_PI | Tun.IFF_VNET_HDR;

  /** Looks. Any thread. */
  public static TunProbe look() {
    int fd = Retry.call(() -> ControlCalls.open(PATH, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0));
    if (fd < 0) {
      return new TunProbe(-fd, false);
    }
    byte[] flags = new byte[Integer.BYTES];
    int result = Tun.features(fd, flags);
    int found = ByteBuffer.wrap(flags).order(ByteOrder.nativeOrder()).getInt();
    // Nothing was written, so nothing can be lost by it.
    var _ = ControlCalls.close(fd);
    return new TunProbe(0, result == 0 && (found & NEEDED) == NEEDED);
  }
}
