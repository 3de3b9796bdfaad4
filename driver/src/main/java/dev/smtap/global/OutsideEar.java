package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.posix.Errno;
import dev.smtap.posix.MulticastMember;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.PacketListener;
import dev.smtap.posix.SystemException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hears who asks on an interface for addresses of one family. The kernel forgets it at any death of
 * the process. Control thread only.
 */
final class OutsideEar implements AutoCloseable {
  /** ff02::1:ff00:0/104, and the last 24 bits of the address (RFC 4291, section 2.7.1). */
  private static final byte[] SOLICITED_NODE = {
    (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, 0, 0, 0
  };

  private static final int PREFIX_BYTES = 13;
  private static final int FRAME_BYTES = 1_514;

  /** Looked at without finding a question: more come as fast as a flood wants. */
  private static final int MOST_OTHERS = 64;

  private final PacketListener listener;
  private final @Nullable MulticastMember member;
  private final byte[] frame = new byte[FRAME_BYTES];
  private final Set<InetAddress> addresses;

  private OutsideEar(
      PacketListener listener, @Nullable MulticastMember member, Set<InetAddress> addresses) {
    this.listener = listener;
    this.member = member;
    this.addresses = addresses;
  }

  /** Opens one for at least one address; empty if the interface is gone. */
  static Optional<OutsideEar> open(Namespace namespace, int ifindex, Set<InetAddress> addresses)
      throws SystemException {
    try {
      return Optional.of(namespace.run(() -> openHere(ifindex, addresses)));
    } catch (SystemException e) {
      if (e.errno() == Errno.ENODEV || e.errno() == Errno.ENXIO) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static OutsideEar openHere(int ifindex, Set<InetAddress> addresses)
      throws SystemException {
    boolean isVersion6 = IpFamily.of(addresses.iterator().next()) == IpFamily.IPV6;
    @Nullable MulticastMember member = isVersion6 ? join(ifindex, addresses) : null;
    try {
      int type = isVersion6 ? Announcement.IPV6 : NeighbourFrames.ARP;
      return new OutsideEar(
          PacketListener.open(ifindex, type, OutsideQuestion.filter(addresses)),
          member,
          Set.copyOf(addresses));
    } catch (SystemException e) {
      if (member != null) {
        member.close();
      }
      throw e;
    }
  }

  private static MulticastMember join(int ifindex, Collection<InetAddress> addresses)
      throws SystemException {
    MulticastMember member = MulticastMember.open();
    try {
      for (InetAddress each : addresses) {
        member.join(ifindex, solicitedNode(each));
      }
      return member;
    } catch (SystemException e) {
      member.close();
      throw e;
    }
  }

  private static Inet6Address solicitedNode(InetAddress address) {
    byte[] group = SOLICITED_NODE.clone();
    System.arraycopy(
        address.getAddress(), PREFIX_BYTES, group, PREFIX_BYTES, group.length - PREFIX_BYTES);
    try {
      return Inet6Address.getByAddress("", group, -1);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has a length of its own", e);
    }
  }

  /** What it listens for. */
  Set<InetAddress> addresses() {
    return addresses;
  }

  /** The descriptor to poll for reading. */
  int fd() {
    return listener.fd();
  }

  /**
   * The next question; never waits. Empty if there is none, or only after much else: then the
   * descriptor stays readable.
   */
  Optional<OutsideQuestion> next() {
    for (int i = 0; i < MOST_OTHERS; i++) {
      int bytes = listener.receive(frame);
      if (bytes <= 0) {
        return Optional.empty();
      }
      Optional<OutsideQuestion> question =
          OutsideQuestion.read(frame, bytes).filter(each -> addresses.contains(each.global()));
      if (question.isPresent()) {
        return question;
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    listener.close();
    if (member != null) {
      member.close();
    }
  }
}
