package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.util.List;
import java.util.Locale;

/** Lists of sockets, and whether there can be any: the kernel's part for that may be a module. */
final class DiagSupport {
  private DiagSupport() {}

  /** Refuses a kernel that cannot be asked; a question alone would not tell. */
  static void require(Conversation kernel, SocketProtocol protocol) throws SystemException {
    // No socket is in no state, so this lists nothing.
    var _ = list(kernel, protocol, IpFamily.IPV4, 0);
  }

  /**
   * Lists the sockets of a protocol and family; one that is moved meanwhile may come by twice.
   *
   * @param states a bit for each state that is wanted
   */
  static List<SocketInfo> list(
      Conversation kernel, SocketProtocol protocol, IpFamily family, int states)
      throws SystemException {
    try {
      return list(kernel, protocol, family, states, Conversation.NO_ERROR);
    } catch (SystemException e) {
      throw e.errno() == Errno.ENOENT ? failure(protocol, e.errno()) : e;
    }
  }

  /** The same; none where the kernel cannot list those of this protocol. */
  static List<SocketInfo> listIfAny(
      Conversation kernel, SocketProtocol protocol, IpFamily family, int states)
      throws SystemException {
    return list(kernel, protocol, family, states, Errno.ENOENT);
  }

  private static List<SocketInfo> list(
      Conversation kernel, SocketProtocol protocol, IpFamily family, int states, int tolerated)
      throws SystemException {
    return kernel.listUnless(
        tolerated,
        DiagMessages.list(protocol, family, states),
        subject(protocol),
        answer -> DiagMessages.socket(answer, protocol));
  }

  private static String subject(SocketProtocol protocol) {
    return "the " + protocol + " sockets";
  }

  static SystemException failure(SocketProtocol protocol, int errno) {
    String subject = subject(protocol);
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
