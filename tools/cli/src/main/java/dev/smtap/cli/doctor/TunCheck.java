package dev.smtap.cli.doctor;

import dev.smtap.posix.Errno;
import dev.smtap.tap.TunProbe;
import java.util.List;

/** Whether TAPs can be opened. */
final class TunCheck {
  private static final String NO_NODE = "no node can start, because it cannot open its interfaces";

  private TunCheck() {}

  static List<Finding> judge(TunProbe found) {
    if (found.errno() == 0) {
      return found.hasHeader() ? List.of() : List.of(withoutHeader());
    }
    String wrong = "cannot open " + TunProbe.PATH + ": " + Errno.describe(found.errno());
    return switch (found.errno()) {
      case Errno.ENOENT ->
          List.of(
              finding(
                  wrong,
                  "load the module; in a container, let it have the device",
                  "modprobe tun",
                  "[ -e /dev/net/tun ] || { mkdir -p /dev/net; mknod -m 666 /dev/net/tun c 10 200;"
                      + " }"));
      case Errno.ENODEV, Errno.ENXIO ->
          List.of(
              finding(wrong, "load the module, or boot a kernel with CONFIG_TUN", "modprobe tun"));
      case Errno.EACCES ->
          List.of(
              finding(
                  wrong,
                  "let everybody open it, as is usual: it gives no rights",
                  "chmod 666 " + TunProbe.PATH));
      case Errno.EPERM ->
          List.of(finding(wrong, "allow device c 10:200 in this container or systemd unit"));
      default -> List.of(finding(wrong, "see what is there", "ls -l " + TunProbe.PATH));
    };
  }

  private static Finding withoutHeader() {
    return finding(
        "this kernel has no TAPs with virtio-net headers", "boot a kernel of 6.1 or newer");
  }

  private static Finding finding(String wrong, String advice, String... commands) {
    return new Finding(Topic.TUN, "", wrong, NO_NODE, advice, List.of(commands));
  }
}
