package dev.smtap.netlink;

/** Numbers of sock_diag(7), from the kernel's linux/sock_diag.h, inet_diag.h and tcp_states.h. */
final class InetDiag {
  static final int NETLINK_SOCK_DIAG = 4;
  static final int SOCK_DIAG_BY_FAMILY = 20;

  static final int SKNLGRP_INET_TCP_DESTROY = 1;
  static final int SKNLGRP_INET_UDP_DESTROY = 2;
  static final int SKNLGRP_INET6_TCP_DESTROY = 3;
  static final int SKNLGRP_INET6_UDP_DESTROY = 4;

  static final int INET_DIAG_PROTOCOL = 10;
  static final int INET_DIAG_SKV6ONLY = 11;

  /** Each half of the cookie of a question that is about no particular socket. */
  static final long INET_DIAG_NOCOOKIE = 0xffff_ffffL;

  static final int IPPROTO_TCP = 6;
  static final int IPPROTO_UDP = 17;
  static final int IPPROTO_SCTP = 132;

  static final int TCP_ESTABLISHED = 1;
  static final int TCP_SYN_RECV = 3;
  static final int TCP_TIME_WAIT = 6;
  static final int TCP_CLOSE = 7;
  static final int TCP_LISTEN = 10;

  private InetDiag() {}
}
