package dev.smtap.tap;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;

/** Why a TAP could not be opened, and what to do about it. */
final class TapErrors {
  private static final String OPEN = "open the TAP device";

  private TapErrors() {}

  static SystemException noControlFile(String name, int errno) {
    return switch (errno) {
      case Errno.ENOENT ->
          SystemException.because(
              OPEN,
              name,
              errno,
              Tun.PATH + " does not exist",
              "load the module with 'modprobe tun', or in a container make the file with 'mkdir -p"
                  + " /dev/net && mknod /dev/net/tun c 10 200' or hand it in with --device "
                  + Tun.PATH);
      case Errno.ENODEV, Errno.ENXIO ->
          SystemException.because(
              OPEN,
              name,
              errno,
              Tun.PATH + " is there, but the kernel has no driver for it",
              "load the module with 'modprobe tun'");
      case Errno.EACCES, Errno.EPERM ->
          SystemException.because(
              OPEN,
              name,
              errno,
              "no permission to use " + Tun.PATH,
              "allow it with 'chmod 0666 "
                  + Tun.PATH
                  + "', or in a container hand it in with"
                  + " --device "
                  + Tun.PATH);
      default -> new SystemException(OPEN, name, errno, "");
    };
  }

  static SystemException notAttached(String name, int errno, boolean exists) {
    return switch (errno) {
      case Errno.EPERM -> exists ? otherOwner(name) : noPrivilege(name);
      case Errno.EBUSY ->
          SystemException.because(
              OPEN,
              name,
              errno,
              "another program has it open",
              "stop that program or choose another name; 'smtap status' shows the adapters of"
                  + " this partition");
      case Errno.EINVAL ->
          SystemException.because(
              OPEN,
              name,
              errno,
              exists
                  ? "there is an interface of that name which is not a TAP with a single queue"
                  : Errno.describe(errno),
              "choose another name");
      default -> new SystemException(OPEN, name, errno, "");
    };
  }

  static SystemException mtuOutOfRange(String name, int mtu) {
    return SystemException.because(
        "set the MTU to " + mtu + " on",
        name,
        "it must be from " + TapOptions.MINIMUM_MTU + " to " + TapOptions.MAXIMUM_MTU,
        "choose an MTU in that range");
  }

  private static SystemException otherOwner(String name) {
    return SystemException.because(
        OPEN,
        name,
        Errno.EPERM,
        "it belongs to another user",
        "run as its owner or as root, or make it again with " + makeIt(name));
  }

  private static SystemException noPrivilege(String name) {
    return SystemException.because(
        OPEN,
        name,
        Errno.EPERM,
        "it does not exist, and making one needs CAP_NET_ADMIN",
        "run as root, or let root make one for you with " + makeIt(name));
  }

  private static String makeIt(String name) {
    String user = System.getProperty("user.name", "USER");
    return "'ip tuntap add dev " + name + " mode tap user " + user + "'";
  }
}
