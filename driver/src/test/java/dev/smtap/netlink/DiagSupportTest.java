package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.Errno;
import org.junit.jupiter.api.Test;

class DiagSupportTest {
  private static final String MISSING =
      "cannot list the SCTP sockets: the kernel's sctp_diag is not there; "
          + "load it with 'modprobe sctp_diag'";

  @Test
  void knowsWhatTheKernelCanBeAskedAbout() throws Exception {
    try (Conversation socket = Conversation.open(InetDiag.NETLINK_SOCK_DIAG, 4096)) {
      assertThatCode(() -> DiagSupport.require(socket, SocketProtocol.TCP))
          .doesNotThrowAnyException();
      assertThatCode(() -> DiagSupport.require(socket, SocketProtocol.UDP))
          .doesNotThrowAnyException();
      if (TestSocket.isThere(TestSocket.SOCK_STREAM, InetDiag.IPPROTO_SCTP)) {
        System.err.println("SKIPPED: this kernel lacks no protocol");
        return;
      }
      assertThatThrownBy(() -> DiagSupport.require(socket, SocketProtocol.SCTP))
          .hasMessage(MISSING);
    }
  }

  @Test
  void saysWhichModuleIsMissing() {
    assertThat(DiagSupport.failure(SocketProtocol.SCTP, Errno.ENOENT)).hasMessage(MISSING);
    assertThat(DiagSupport.failure(SocketProtocol.UDP, Errno.ENOENT))
        .hasMessageEndingWith("load it with 'modprobe udp_diag'");
    assertThat(DiagSupport.failure(SocketProtocol.TCP, Errno.ENOBUFS))
        .hasMessage("cannot list the TCP sockets: no buffer space left (ENOBUFS)");
  }
}
