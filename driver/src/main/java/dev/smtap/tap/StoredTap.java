package dev.smtap.tap;

import dev.smtap.posix.Errno;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;

/** What a TAP must be that was stored while no driver ran: the same that the driver would open. */
final class StoredTap {
  /** How TAPs are opened, of what the kernel tells again (TUNGETIFF). */
  static final int FLAGS = Tun.IFF_TAP | Tun.IFF_NO_PI | Tun.IFF_VNET_HDR;

  private static final int KINDS = FLAGS | Tun.IFF_MULTI_QUEUE;

  private StoredTap() {}

  /** Refuses, in words, what is anything else. In the namespace where it should be. */
  static void check(TapDevice device) throws SystemException {
    byte[] request = new byte[Tun.IFREQ_SIZE];
    int result = Tun.describe(device.fd(), request);
    if (result < 0) {
      String why =
          result == -Errno.EBADFD ? "its interface was deleted" : "it is no attached TAP device";
      throw unfit(device, -result, why);
    }
    if ((Tun.flagsIn(request) & KINDS) != FLAGS) {
      throw unfit(device, Errno.EINVAL, "it has other headers or several queues");
    }
    String name = Tun.nameIn(request);
    if (!name.equals(device.name())) {
      throw unfit(device, Errno.EINVAL, "its interface is called " + name);
    }
    try (Namespace where = device.currentNamespace();
        Namespace here = Namespace.current()) {
      if (!where.identity().equals(here.identity())) {
        throw unfit(device, Errno.EINVAL, "its interface is in another network namespace");
      }
    }
  }

  private static SystemException unfit(TapDevice device, int errno, String why) {
    return SystemException.because("take back the stored TAP of", device.name(), errno, why, "");
  }
}
