/*
 * Numbers of the kernel's headers that the Java side repeats, for a test to compare. Names that the
 * build machine's headers are too old for are defined here.
 */
#include "layout.h"
#include "shim.h"

#include <fcntl.h>
#include <linux/fib_rules.h>
#include <linux/futex.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#ifndef TUNGETDEVNETNS
#define TUNGETDEVNETNS _IO('T', 227)
#endif
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif
#ifndef IFF_NO_CARRIER
#define IFF_NO_CARRIER 0x0040
#endif
#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif
#ifndef IFF_TUN_EXCL
#define IFF_TUN_EXCL 0x8000
#endif

static const struct layout_entry entries[] = {
    /* TAP */
    CONSTANT(TUNSETIFF),
    CONSTANT(TUNGETIFF),
    CONSTANT(TUNSETPERSIST),
    CONSTANT(TUNSETOWNER),
    CONSTANT(TUNSETGROUP),
    CONSTANT(TUNSETOFFLOAD),
    CONSTANT(TUNSETVNETHDRSZ),
    CONSTANT(TUNSETVNETLE),
    CONSTANT(TUNSETCARRIER),
    CONSTANT(TUNSETSNDBUF),
    CONSTANT(TUNGETFEATURES),
    CONSTANT(TUNGETDEVNETNS),
    CONSTANT(IFF_TAP),
    CONSTANT(IFF_NO_PI),
    CONSTANT(IFF_VNET_HDR),
    CONSTANT(IFF_TUN_EXCL),
    CONSTANT(IFF_NO_CARRIER),
    CONSTANT(TUN_F_CSUM),
    CONSTANT(TUN_F_TSO4),
    CONSTANT(TUN_F_TSO6),
    CONSTANT(TUN_F_TSO_ECN),
    CONSTANT(TUN_F_USO4),
    CONSTANT(TUN_F_USO6),
    SIZE(struct virtio_net_hdr_v1),
    OFFSET(struct virtio_net_hdr_v1, flags),
    OFFSET(struct virtio_net_hdr_v1, gso_type),
    OFFSET(struct virtio_net_hdr_v1, hdr_len),
    OFFSET(struct virtio_net_hdr_v1, gso_size),
    OFFSET(struct virtio_net_hdr_v1, csum_start),
    OFFSET(struct virtio_net_hdr_v1, csum_offset),
    OFFSET(struct virtio_net_hdr_v1, num_buffers),
    CONSTANT(VIRTIO_NET_HDR_F_NEEDS_CSUM),
    CONSTANT(VIRTIO_NET_HDR_F_DATA_VALID),
    CONSTANT(VIRTIO_NET_HDR_GSO_NONE),
    CONSTANT(VIRTIO_NET_HDR_GSO_TCPV4),
    CONSTANT(VIRTIO_NET_HDR_GSO_UDP),
    CONSTANT(VIRTIO_NET_HDR_GSO_TCPV6),
    CONSTANT(VIRTIO_NET_HDR_GSO_UDP_L4),
    CONSTANT(VIRTIO_NET_HDR_GSO_ECN),

    /* interfaces */
    SIZE(struct ifreq),
    OFFSET(struct ifreq, ifr_flags),
    OFFSET(struct ifreq, ifr_hwaddr),
    CONSTANT(IFNAMSIZ),
    CONSTANT(SIOCGIFHWADDR),
    CONSTANT(SIOCSIFHWADDR),
    CONSTANT(SIOCGIFFLAGS),
    CONSTANT(SIOCSIFFLAGS),

    /* netlink */
    SIZE(struct sockaddr_nl),
    OFFSET(struct sockaddr_nl, nl_pid),
    OFFSET(struct sockaddr_nl, nl_groups),
    SIZE(struct nlmsghdr),
    OFFSET(struct nlmsghdr, nlmsg_type),
    OFFSET(struct nlmsghdr, nlmsg_flags),
    OFFSET(struct nlmsghdr, nlmsg_seq),
    OFFSET(struct nlmsghdr, nlmsg_pid),
    SIZE(struct ifinfomsg),
    OFFSET(struct ifinfomsg, ifi_index),
    OFFSET(struct ifinfomsg, ifi_flags),
    OFFSET(struct ifinfomsg, ifi_change),
    SIZE(struct ifaddrmsg),
    SIZE(struct rtattr),
    CONSTANT(RTM_NEWLINK),
    CONSTANT(RTM_DELLINK),
    CONSTANT(RTM_GETLINK),
    CONSTANT(RTM_SETLINK),
    CONSTANT(NLMSG_ERROR),
    CONSTANT(NLMSG_DONE),
    CONSTANT(NLM_F_REQUEST),
    CONSTANT(NLM_F_ACK),
    CONSTANT(NLM_F_DUMP),
    CONSTANT(NLM_F_DUMP_INTR),
    CONSTANT(IFLA_ADDRESS),
    CONSTANT(IFLA_IFNAME),
    CONSTANT(IFLA_MTU),
    CONSTANT(IFLA_GROUP),
    CONSTANT(IFLA_PROMISCUITY),
    CONSTANT(IFLA_TXQLEN),
    CONSTANT(IFLA_CARRIER),
    CONSTANT(IFLA_OPERSTATE),

    /* sock_diag */
    SIZE(struct inet_diag_sockid),
    FIELD(inet_diag_sockid, idiag_sport),
    FIELD(inet_diag_sockid, idiag_dport),
    FIELD(inet_diag_sockid, idiag_src),
    FIELD(inet_diag_sockid, idiag_dst),
    FIELD(inet_diag_sockid, idiag_if),
    FIELD(inet_diag_sockid, idiag_cookie),
    SIZE(struct inet_diag_req_v2),
    FIELD(inet_diag_req_v2, sdiag_family),
    FIELD(inet_diag_req_v2, sdiag_protocol),
    FIELD(inet_diag_req_v2, idiag_ext),
    FIELD(inet_diag_req_v2, pad),
    FIELD(inet_diag_req_v2, idiag_states),
    FIELD(inet_diag_req_v2, id),
    SIZE(struct inet_diag_msg),
    FIELD(inet_diag_msg, idiag_family),
    FIELD(inet_diag_msg, idiag_state),
    FIELD(inet_diag_msg, idiag_timer),
    FIELD(inet_diag_msg, idiag_retrans),
    FIELD(inet_diag_msg, id),
    FIELD(inet_diag_msg, idiag_expires),
    FIELD(inet_diag_msg, idiag_rqueue),
    FIELD(inet_diag_msg, idiag_wqueue),
    FIELD(inet_diag_msg, idiag_uid),
    FIELD(inet_diag_msg, idiag_inode),
    CONSTANT(NETLINK_SOCK_DIAG),
    CONSTANT(SOCK_DIAG_BY_FAMILY),
    CONSTANT(SKNLGRP_INET_TCP_DESTROY),
    CONSTANT(SKNLGRP_INET_UDP_DESTROY),
    CONSTANT(SKNLGRP_INET6_TCP_DESTROY),
    CONSTANT(SKNLGRP_INET6_UDP_DESTROY),
    CONSTANT(INET_DIAG_PROTOCOL),
    CONSTANT(INET_DIAG_SKV6ONLY),
    CONSTANT(INET_DIAG_NOCOOKIE),
    CONSTANT(AF_INET),
    CONSTANT(AF_INET6),
    CONSTANT(IPPROTO_TCP),
    CONSTANT(IPPROTO_UDP),
    CONSTANT(IPPROTO_SCTP),
    CONSTANT(TCP_ESTABLISHED),
    CONSTANT(TCP_SYN_RECV),
    CONSTANT(TCP_TIME_WAIT),
    CONSTANT(TCP_CLOSE),
    CONSTANT(TCP_LISTEN),

    /* rules, routes, neighbours, addresses */
    SIZE(struct fib_rule_hdr),
    OFFSET(struct fib_rule_hdr, dst_len),
    OFFSET(struct fib_rule_hdr, src_len),
    OFFSET(struct fib_rule_hdr, tos),
    OFFSET(struct fib_rule_hdr, table),
    OFFSET(struct fib_rule_hdr, action),
    OFFSET(struct fib_rule_hdr, flags),
    SIZE(struct rtmsg),
    OFFSET(struct rtmsg, rtm_dst_len),
    OFFSET(struct rtmsg, rtm_table),
    OFFSET(struct rtmsg, rtm_protocol),
    OFFSET(struct rtmsg, rtm_scope),
    OFFSET(struct rtmsg, rtm_type),
    OFFSET(struct rtmsg, rtm_flags),
    SIZE(struct ndmsg),
    OFFSET(struct ndmsg, ndm_ifindex),
    OFFSET(struct ndmsg, ndm_state),
    OFFSET(struct ndmsg, ndm_flags),
    OFFSET(struct ifaddrmsg, ifa_prefixlen),
    OFFSET(struct ifaddrmsg, ifa_flags),
    OFFSET(struct ifaddrmsg, ifa_scope),
    OFFSET(struct ifaddrmsg, ifa_index),
    CONSTANT(RTM_NEWADDR),
    CONSTANT(RTM_DELADDR),
    CONSTANT(RTM_GETADDR),
    CONSTANT(RTM_NEWROUTE),
    CONSTANT(RTM_DELROUTE),
    CONSTANT(RTM_GETROUTE),
    CONSTANT(RTM_NEWNEIGH),
    CONSTANT(RTM_DELNEIGH),
    CONSTANT(RTM_GETNEIGH),
    CONSTANT(RTM_NEWRULE),
    CONSTANT(RTM_DELRULE),
    CONSTANT(RTM_GETRULE),
    CONSTANT(RTM_NEWNETCONF),
    CONSTANT(NLM_F_CREATE),
    CONSTANT(NLM_F_EXCL),
    CONSTANT(NLM_F_REPLACE),
    CONSTANT(NETLINK_GET_STRICT_CHK),
    CONSTANT(RTNLGRP_LINK),
    CONSTANT(RTNLGRP_IPV4_IFADDR),
    CONSTANT(RTNLGRP_IPV6_IFADDR),
    CONSTANT(RTNLGRP_IPV4_RULE),
    CONSTANT(RTNLGRP_IPV6_RULE),
    CONSTANT(RTNLGRP_IPV4_NETCONF),
    CONSTANT(RTNLGRP_IPV6_NETCONF),
    CONSTANT(FRA_DST),
    CONSTANT(FRA_IIFNAME),
    CONSTANT(FRA_PRIORITY),
    CONSTANT(FRA_SUPPRESS_PREFIXLEN),
    CONSTANT(FRA_TABLE),
    CONSTANT(FRA_PAD),
    CONSTANT(FRA_PROTOCOL),
    CONSTANT(FR_ACT_TO_TBL),
    CONSTANT(FIB_RULE_INVERT),
    CONSTANT(RTA_DST),
    CONSTANT(RTA_OIF),
    CONSTANT(RTA_PRIORITY),
    CONSTANT(RTA_PREFSRC),
    CONSTANT(RTA_TABLE),
    CONSTANT(RTN_UNICAST),
    CONSTANT(RTN_BLACKHOLE),
    CONSTANT(RTPROT_KERNEL),
    CONSTANT(RT_SCOPE_UNIVERSE),
    CONSTANT(RT_SCOPE_LINK),
    CONSTANT(RT_TABLE_UNSPEC),
    CONSTANT(RT_TABLE_MAIN),
    CONSTANT(RT_TABLE_LOCAL),
    CONSTANT(RTM_F_CLONED),
    CONSTANT(NDA_DST),
    CONSTANT(NDA_LLADDR),
    CONSTANT(NDA_IFINDEX),
    CONSTANT(NDA_PROTOCOL),
    CONSTANT(NTF_PROXY),
    CONSTANT(NTF_ROUTER),
    CONSTANT(NUD_PERMANENT),
    CONSTANT(IFA_ADDRESS),
    CONSTANT(IFA_LOCAL),
    CONSTANT(IFA_FLAGS),
    CONSTANT(IFA_F_TENTATIVE),
    CONSTANT(IFA_F_DADFAILED),
    CONSTANT(SO_NETNS_COOKIE),

    /* futex, poll, inotify */
    SIZE(struct futex_waitv),
    OFFSET(struct futex_waitv, val),
    OFFSET(struct futex_waitv, uaddr),
    OFFSET(struct futex_waitv, flags),
    CONSTANT(FUTEX_WAITV_MAX),
    SIZE(struct timespec),
    SIZE(struct pollfd),
    OFFSET(struct pollfd, events),
    OFFSET(struct pollfd, revents),
    CONSTANT(POLLIN),
    CONSTANT(POLLOUT),
    CONSTANT(POLLERR),
    CONSTANT(POLLHUP),
    CONSTANT(POLLNVAL),
    SIZE(struct inotify_event),
    OFFSET(struct inotify_event, mask),
    OFFSET(struct inotify_event, len),
    CONSTANT(IN_CLOSE_WRITE),
    CONSTANT(IN_MOVED_FROM),
    CONSTANT(IN_MOVED_TO),
    CONSTANT(IN_DELETE),
    CONSTANT(IN_Q_OVERFLOW),
    CONSTANT(IN_MASK_ADD),

    /* files, mappings, namespaces, sockets */
    CONSTANT(O_RDONLY),
    CONSTANT(O_RDWR),
    CONSTANT(O_CREAT),
    CONSTANT(O_EXCL),
    CONSTANT(O_TRUNC),
    CONSTANT(O_NONBLOCK),
    CONSTANT(O_DIRECTORY),
    CONSTANT(O_NOFOLLOW),
    CONSTANT(O_PATH),
    CONSTANT(AT_SYMLINK_NOFOLLOW),
    CONSTANT(PROT_READ),
    CONSTANT(PROT_WRITE),
    CONSTANT(MAP_SHARED),
    CONSTANT(MAP_PRIVATE),
    CONSTANT(MAP_FIXED),
    CONSTANT(MAP_ANONYMOUS),
    CONSTANT(MAP_NORESERVE),
    CONSTANT(CLONE_NEWNET),
    CONSTANT(AF_NETLINK),
    CONSTANT(AF_PACKET),
    CONSTANT(MSG_DONTWAIT),
    SIZE(struct sockaddr_ll),
    OFFSET(struct sockaddr_ll, sll_protocol),
    OFFSET(struct sockaddr_ll, sll_ifindex),
    CONSTANT(SOL_NETLINK),
    CONSTANT(SOCK_RAW),
    CONSTANT(SOCK_DGRAM),
    CONSTANT(SOCK_NONBLOCK),
    CONSTANT(SO_RCVBUFFORCE),
};

static int64_t find(const struct layout_entry *table, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(table[i].name, name) == 0) return table[i].value;
  }
  return -ENOENT;
}

int64_t smtap_layout(const char *name) {
  int64_t value = find(entries, sizeof entries / sizeof entries[0], name);
  if (value != -ENOENT) return value;
  return find(smtap_facility_layout, smtap_facility_layout_entries, name);
}
