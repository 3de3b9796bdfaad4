package dev.smtap.netlink;

/** Numbers of netlink(7) and rtnetlink(7), from the kernel's linux/netlink.h and rtnetlink.h. */
final class Netlink {
  static final int AF_NETLINK = 16;
  static final int SOCK_RAW = 3;
  static final int SOCK_NONBLOCK = 0x800;
  static final int NETLINK_ROUTE = 0;
  static final int SOL_SOCKET = 1;
  static final int SO_RCVBUF = 8;
  static final int SO_RCVTIMEO = 20;
  static final int SO_RCVBUFFORCE = 33;
  static final int SOL_NETLINK = 270;
  static final int NETLINK_ADD_MEMBERSHIP = 1;
  static final int NETLINK_CAP_ACK = 10;
  static final int NETLINK_EXT_ACK = 11;
  static final int MSG_TRUNC = 0x20;
  static final int ADDRESS_SIZE = 12;

  static final int HEADER_SIZE = 16;
  static final int NLM_F_REQUEST = 0x01;
  static final int NLM_F_ACK = 0x04;
  static final int NLM_F_DUMP = 0x300;
  static final int NLM_F_CREATE = 0x400;
  static final int NLM_F_DUMP_INTR = 0x10;
  static final int NLM_F_CAPPED = 0x100;
  static final int NLM_F_ACK_TLVS = 0x200;

  static final int NLMSG_ERROR = 2;
  static final int NLMSG_DONE = 3;
  static final int NLMSG_OVERRUN = 4;
  static final int NLMSGERR_ATTR_MSG = 1;

  static final int RTM_NEWLINK = 16;
  static final int RTM_DELLINK = 17;
  static final int RTM_GETLINK = 18;
  static final int RTM_NEWROUTE = 24;
  static final int RTM_NEWMULTICAST = 56;
  static final int RTM_DELMULTICAST = 57;

  static final int RTNLGRP_LINK = 1;
  static final int RTNLGRP_IPV4_MCADDR = 37;
  static final int RTNLGRP_IPV6_MCADDR = 38;

  /** struct ifinfomsg: u8 family, u8, u16 type, i32 index, u32 flags, u32 change. */
  static final int IFINFO_SIZE = 16;

  /** struct ifaddrmsg: u8 family, prefixlen, flags, scope, u32 index. */
  static final int IFADDR_SIZE = 8;

  static final int IFLA_ADDRESS = 1;
  static final int IFLA_IFNAME = 3;
  static final int IFLA_MTU = 4;
  static final int IFLA_MASTER = 10;
  static final int IFLA_TXQLEN = 13;
  static final int IFLA_OPERSTATE = 16;
  static final int IFLA_STATS64 = 23;
  static final int IFLA_GROUP = 27;
  static final int IFLA_NET_NS_FD = 28;
  static final int IFLA_PROMISCUITY = 30;
  static final int IFLA_CARRIER = 33;
  static final int IFLA_ALLMULTI = 61;

  static final int ATTRIBUTE_TYPE_MASK = 0x3fff;

  private Netlink() {}

  /** Messages and attributes start at multiples of four bytes. */
  static int align(int length) {
    return (length + 3) & ~3;
  }
}
