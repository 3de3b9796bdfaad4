package dev.smtap.posix;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Membership in IPv6 multicast groups on interfaces of one namespace (ipv6(7)): the kernel takes
 * their packets and tells switches, for as long as this is open. Any thread.
 */
public final class MulticastMember implements AutoCloseable {
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM = 2;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_ADD_MEMBERSHIP = 20;

  /** struct ipv6_mreq: the group, i32 ifindex. */
  private static final int REQUEST_BYTES = 20;

  private static final int IFINDEX_OFFSET = 16;

  private final FileHandle handle;

  private MulticastMember(FileHandle handle) {
    this.handle = handle;
  }

  /** Opens one in the namespace of the calling thread, without a group. */
  public static MulticastMember open() throws SystemException {
    int fd =
        FileHandle.check(
            ControlCalls.socket(AF_INET6, SOCK_DGRAM, 0), "open", "a socket of IPv6", "");
    return new MulticastMember(FileHandle.owning(fd, "socket of IPv6"));
  }

  /** Joins a group, if it is not a member yet. */
  public void join(int ifindex, Inet6Address group) throws SystemException {
    byte[] request = new byte[REQUEST_BYTES];
    ByteBuffer.wrap(request)
        .order(ByteOrder.nativeOrder())
        .put(group.getAddress())
        .putInt(IFINDEX_OFFSET, ifindex);
    int result =
        ControlCalls.setsockopt(
            handle.fd(), IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, request, request.length);
    if (result != -Errno.EADDRINUSE) {
      FileHandle.check(result, "join", group.getHostAddress() + " on interface " + ifindex, "");
    }
  }

  @Override
  public void close() {
    handle.close();
  }
}
