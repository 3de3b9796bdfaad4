package dev.smtap.netlink;

/** Numbers of netlink(7) and rtnetlink(7), from the kernel's linux/netlink.h and rtnetlink.h. */
final class Netlink {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int SOCK_RAW = 3;
  static final int SOCK_NONBLOCK = 0x800;
  static final int NETLINK_ROUTE = 0;
  static final int SOL_SOCKET = 1;
  static final int SO_RCVBUF = 8;
  static final int SO_RCVTIMEO = 20;
  static final int SO_RCVBUFFORCE = 33;
  static final int SO_NETNS_COOKIE = 71;
  static final int SOL_NETLINK = 270;
  static final int NETLINK_ADD_MEMBERSHIP = 1;
  static final int NETLINK_CAP_ACK = 10;
  static final int NETLINK_EXT_ACK = 11;
  static final int NETLINK_GET_STRICT_CHK = 12;
  static final int MSG_TRUNC = 0x20;
  static final int ADDRESS_SIZE = 12;

  static final int HEADER_SIZE = 16;
  static final int NLM_F_REQUEST = 0x01;
  static final int NLM_F_ACK = 0x04;
  static final int NLM_F_DUMP = 0x300;
  static final int NLM_F_REPLACE = 0x100;
  static final int NLM_F_EXCL = 0x200;
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
  static final int RTM_NEWADDR = 20;
  static final int RTM_DELADDR = 21;
  static final int RTM_GETADDR = 22;
  static final int RTM_NEWROUTE = 24;
  static final int RTM_DELROUTE = 25;
  static final int RTM_GETROUTE = 26;
  static final int RTM_NEWNEIGH = 28;
  static final int RTM_DELNEIGH = 29;
  static final int RTM_GETNEIGH = 30;
  static final int RTM_NEWRULE = 32;
  static final int RTM_DELRULE = 33;
  static final int RTM_GETRULE = 34;
  static final int RTM_NEWMULTICAST = 56;
  static final int RTM_DELMULTICAST = 57;
  static final int RTM_NEWNETCONF = 80;

  static final int RTNLGRP_LINK = 1;
  static final int RTNLGRP_IPV4_IFADDR = 5;
  static final int RTNLGRP_IPV4_RULE = 8;
  static final int RTNLGRP_IPV6_IFADDR = 9;
  static final int RTNLGRP_IPV6_RULE = 19;
  static final int RTNLGRP_IPV4_NETCONF = 24;
  static final int RTNLGRP_IPV6_NETCONF = 25;
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
  static final int IFLA_IFALIAS = 20;
  static final int IFLA_STATS64 = 23;
  static final int IFLA_GROUP = 27;
  static final int IFLA_NET_NS_FD = 28;
  static final int IFLA_PROMISCUITY = 30;
  static final int IFLA_CARRIER = 33;
  static final int IFLA_ALLMULTI = 61;

  /** struct fib_rule_hdr: u8 family, dst_len, src_len, tos, table, u8, u8, action, u32 flags. */
  static final int RULE_SIZE = 12;

  static final int FRA_DST = 1;
  static final int FRA_IIFNAME = 3;
  static final int FRA_PRIORITY = 6;
  static final int FRA_SUPPRESS_PREFIXLEN = 14;
  static final int FRA_TABLE = 15;
  static final int FRA_PAD = 18;
  static final int FRA_PROTOCOL = 21;
  static final int FR_ACT_TO_TBL = 1;
  static final int FIB_RULE_INVERT = 2;

  /**
   * struct rtmsg: u8 family, dst_len, src_len, tos, table, protocol, scope, type, u32 flags; the
   * table and what it means are in attributes as well, because a byte is too short for it.
   */
  static final int ROUTE_SIZE = 12;

  static final int RTA_DST = 1;
  static final int RTA_OIF = 4;
  static final int RTA_PRIORITY = 6;
  static final int RTA_PREFSRC = 7;
  static final int RTA_TABLE = 15;
  static final int RTN_UNICAST = 1;
  static final int RTN_BLACKHOLE = 6;
  static final int RTPROT_KERNEL = 2;
  static final int RT_SCOPE_UNIVERSE = 0;
  static final int RT_SCOPE_LINK = 253;
  static final int RTM_F_CLONED = 0x200;

  /** struct ndmsg: u8 family, u8, u16, i32 ifindex, u16 state, u8 flags, u8 type. */
  static final int NEIGHBOUR_SIZE = 12;

  static final int NDA_DST = 1;
  static final int NDA_LLADDR = 2;
  static final int NDA_IFINDEX = 8;
  static final int NUD_PERMANENT = 0x80;

  static final int IFA_ADDRESS = 1;
  static final int IFA_LOCAL = 2;
  static final int IFA_FLAGS = 8;

  static final int ATTRIBUTE_TYPE_MASK = 0x3fff;

  private Netlink() {}

  /** Messages and attributes start at multiples of four bytes. */
  static int align(int length) {
    return (length + 3) & ~3;
  }
}
