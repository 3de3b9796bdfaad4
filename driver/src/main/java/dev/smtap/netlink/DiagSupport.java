package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.util.Locale;

/** Whether the kernel can be asked about a protocol: its part for that may be a module. */
final class DiagSupport {
  private DiagSupport() {}

  /** Refuses a kernel that cannot be asked; a question alone would not tell. */
  static void require(DiagSocket socket, SocketProtocol protocol) throws SystemException {
    // No socket is in no state, so this lists nothing.
    int result = socket.list(DiagMessages.list(protocol, InetDiag.AF_INET, 0), _ -> {});
    if (result < 0) {
      throw failure(protocol, -result);
    }
  }

  static SystemException failure(SocketProtocol protocol, int errno) {
    String subject = "the " + protocol + " sockets";
    if (errno != Errno.ENOENT) {
      return new SystemException("list", subject, errno, "");
    }
    String module = protocol.name().toLowerCase(Locale.ROOT) + "_diag";
    return SystemException.because(
        "list",
        subject,
        errno,
        "the kernel's " + module + " is not there",
        "load it with 'modprobe " + module + "'");
  }
}
