package dev.smtap.netlink;

import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists all sockets that would take the first packet of a flow: TCP and SCTP that listen, and UDP
 * sockets, where those that are connected are listed too. It belongs to the namespace in which it
 * was opened, whatever the calling thread enters later. One thread at a time.
 *
 * <p>Sockets that come and go meanwhile may be listed or not: the kernel does not say when a list
 * of sockets is inconsistent, and none that is newer than its place in the walk is in it. Members
 * of a reuseport group are listed each, with the same local end and device. Measured on kernel
 * 6.18: 0.14 ms with 10 sockets, 5 to 9 ms with 5,000.
 */
public final class SocketWalk implements AutoCloseable {
  private static final int LISTENING = 1 << InetDiag.TCP_LISTEN;
  private static final int BOUND_OR_CONNECTED =
      1 << InetDiag.TCP_CLOSE | 1 << InetDiag.TCP_ESTABLISHED;

  private final Conversation kernel;

  private SocketWalk(Conversation kernel) {
    this.kernel = kernel;
  }

  /** Opens one in the namespace of the calling thread. */
  public static SocketWalk open() throws SystemException {
    return new SocketWalk(
        Conversation.open(InetDiag.NETLINK_SOCK_DIAG, NetlinkSocket.BUFFER_BYTES));
  }

  /** All of them, each once; those of SCTP where the kernel has it. */
  public List<SocketInfo> walk() throws SystemException {
    List<SocketInfo> found = new ArrayList<>();
    for (SocketProtocol protocol : SocketProtocol.values()) {
      found.addAll(walk(protocol));
    }
    return found;
  }

  /** All of one protocol, each once; none of SCTP where the kernel has none. */
  public List<SocketInfo> walk(SocketProtocol protocol) throws SystemException {
    List<SocketInfo> found = list(protocol, IpFamily.IPV4);
    found.addAll(list(protocol, IpFamily.IPV6));
    return found;
  }

  private List<SocketInfo> list(SocketProtocol protocol, IpFamily family) throws SystemException {
    int states = protocol == SocketProtocol.UDP ? BOUND_OR_CONNECTED : LISTENING;
    List<SocketInfo> found =
        protocol == SocketProtocol.SCTP
            ? DiagSupport.listIfAny(kernel, protocol, family, states)
            : DiagSupport.list(kernel, protocol, family, states);
    // One that is moved while the kernel walks may come by twice.
    Set<Long> cookies = new HashSet<>();
    found.removeIf(each -> !cookies.add(each.cookie()));
    return found;
  }

  @Override
  public void close() {
    kernel.close();
  }
}
