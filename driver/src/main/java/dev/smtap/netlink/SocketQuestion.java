package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.util.Optional;

/**
 * Asks the kernel which socket would get a packet: one exact question of sock_diag(7), answered by
 * the look-up that the kernel makes for a packet itself. It belongs to the namespace in which it
 * was opened, whatever the calling thread enters later. One thread at a time.
 *
 * <p>Measured on kernel 6.18, and held to by a test:
 *
 * <ul>
 *   <li>TCP wants the ends as the socket has them (source is the local end), UDP as the packet has
 *       them (source is the foreign end), for IPv4 and IPv6. The wrong way round finds nothing.
 *   <li>One question finds the connected socket before the listener, in every state: SYN_RECV,
 *       established but not yet accepted, closing, TIME_WAIT (with the same cookie throughout). A
 *       connected UDP socket is not found for another foreign end.
 *   <li>A question of IPv4 finds sockets of IPv6 that take IPv4: bound to {@code ::} without
 *       IPV6_V6ONLY, to {@code ::ffff:a.b.c.d}, to {@code ::ffff:0.0.0.0}. A question of IPv6 finds
 *       those on {@code ::}, and never one of IPv4.
 *   <li>The interface counts for sockets that are bound to a device (SO_BINDTODEVICE): they are
 *       found only when it is theirs; with 0, never. Others are found with any.
 *   <li>Of a reuseport group one is found, by the hash of the flow; which one is no business of the
 *       caller's.
 *   <li>The listener of MPTCP is found as one of TCP.
 * </ul>
 *
 * <p>A question took 5 to 8 microseconds, with 10 listeners in the namespace and with 5,000.
 *
 * <p>Not measured, as this kernel has no SCTP: by its source, the kernel finds associations only,
 * so its listeners are to be had from {@link SocketWalk}.
 */
public final class SocketQuestion implements AutoCloseable {
  /** Ample for the state of one socket, and copied with every answer. */
  private static final int BUFFER_BYTES = 4096;

  private final Conversation kernel;

  private SocketQuestion(Conversation kernel) {
    this.kernel = kernel;
  }

  /**
   * Opens one in the namespace of the calling thread.
   *
   * @throws SystemException also if the kernel cannot be asked about TCP and UDP: a question would
   *     be answered as if there were no sockets
   */
  public static SocketQuestion open() throws SystemException {
    Conversation kernel = Conversation.open(InetDiag.NETLINK_SOCK_DIAG, BUFFER_BYTES);
    try {
      DiagSupport.require(kernel, SocketProtocol.TCP);
      DiagSupport.require(kernel, SocketProtocol.UDP);
    } catch (SystemException e) {
      kernel.close();
      throw e;
    }
    return new SocketQuestion(kernel);
  }

  /**
   * The socket that would get a packet of this flow. Its {@link SocketInfo#kind} says whether it
   * matches exactly ({@link SocketKind#CONNECTED}) or takes any foreign end.
   *
   * @param ifindex the interface on which the packet would come in
   * @return empty if there is none
   */
  public Optional<SocketInfo> ask(SocketFlow flow, int ifindex) throws SystemException {
    String attempted = "ask for the socket of";
    MessageReader answer = kernel.ask(DiagMessages.question(flow, ifindex), attempted, flow);
    if (answer.type() != Netlink.NLMSG_ERROR) {
      return Optional.ofNullable(DiagMessages.socket(answer, flow.protocol()));
    }
    int errno = -Listing.refusal(answer);
    if (errno == Errno.ENOENT) {
      return Optional.empty();
    }
    throw Conversation.failure(answer, errno, attempted, flow.toString());
  }

  @Override
  public void close() {
    kernel.close();
  }
}
