package dev.smtap.netlink;

import org.jspecify.annotations.Nullable;

/** The protocols whose sockets can own a packet, with their numbers in the IP header. */
public enum SocketProtocol {
  TCP(InetDiag.IPPROTO_TCP),
  UDP(InetDiag.IPPROTO_UDP),
  SCTP(InetDiag.IPPROTO_SCTP);

  private final int number;

  SocketProtocol(int number) {
    this.number = number;
  }

  /** Its number in the IP header. */
  public int number() {
    return number;
  }

  /** The protocol of a number, or null if it is another one. */
  public static @Nullable SocketProtocol of(int number) {
    return switch (number) {
      case InetDiag.IPPROTO_TCP -> TCP;
      case InetDiag.IPPROTO_UDP -> UDP;
      case InetDiag.IPPROTO_SCTP -> SCTP;
      default -> null;
    };
  }
}
