package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.LayoutTest;
import org.junit.jupiter.api.Test;

class NetlinkLayoutTest {
  @Test
  void numbersAreThoseOfTheHeaders() throws Exception {
    assertThat(LayoutTest.compare(Netlink.class))
        .contains("RTM_NEWLINK", "IFLA_PROMISCUITY", "IFLA_TXQLEN", "NLM_F_DUMP_INTR");
    assertThat(LayoutTest.compare(Netlink.class))
        .contains("RTM_NEWRULE", "FRA_PROTOCOL", "RTA_PREFSRC", "NUD_PERMANENT", "IFA_FLAGS")
        .contains("RTNLGRP_IPV6_RULE", "SO_NETNS_COOKIE", "NETLINK_GET_STRICT_CHK");
    assertThat(LayoutTest.compare(LinkState.class)).isEmpty();
    assertThat(LayoutTest.compare(InterfaceAddress.class)).hasSize(3);
    same(Rule.TABLE_MAIN, "RT_TABLE_MAIN");
    same(Rule.TABLE_LOCAL, "RT_TABLE_LOCAL");
    same(Rule.PROTOCOL_KERNEL, "RTPROT_KERNEL");
    same(Netlink.HEADER_SIZE, "sizeof(struct nlmsghdr)");
    same(Netlink.IFINFO_SIZE, "sizeof(struct ifinfomsg)");
    same(Netlink.IFADDR_SIZE, "sizeof(struct ifaddrmsg)");
    same(Netlink.RULE_SIZE, "sizeof(struct fib_rule_hdr)");
    same(Netlink.ROUTE_SIZE, "sizeof(struct rtmsg)");
    same(Netlink.NEIGHBOUR_SIZE, "sizeof(struct ndmsg)");
    same(Netlink.ADDRESS_SIZE, "sizeof(struct sockaddr_nl)");
  }

  /** Where the builders and parsers of {@link RoutingMessages} put the fields of each header. */
  @Test
  void fieldsAreWhereTheHeadersHaveThem() {
    same(1, "offsetof(struct fib_rule_hdr, dst_len)");
    same(2, "offsetof(struct fib_rule_hdr, src_len)");
    same(3, "offsetof(struct fib_rule_hdr, tos)");
    same(4, "offsetof(struct fib_rule_hdr, table)");
    same(7, "offsetof(struct fib_rule_hdr, action)");
    same(8, "offsetof(struct fib_rule_hdr, flags)");
    same(1, "offsetof(struct rtmsg, rtm_dst_len)");
    same(4, "offsetof(struct rtmsg, rtm_table)");
    same(5, "offsetof(struct rtmsg, rtm_protocol)");
    same(6, "offsetof(struct rtmsg, rtm_scope)");
    same(7, "offsetof(struct rtmsg, rtm_type)");
    same(8, "offsetof(struct rtmsg, rtm_flags)");
    same(4, "offsetof(struct ndmsg, ndm_ifindex)");
    same(8, "offsetof(struct ndmsg, ndm_state)");
    same(10, "offsetof(struct ndmsg, ndm_flags)");
    same(1, "offsetof(struct ifaddrmsg, ifa_prefixlen)");
    same(2, "offsetof(struct ifaddrmsg, ifa_flags)");
    same(3, "offsetof(struct ifaddrmsg, ifa_scope)");
    same(4, "offsetof(struct ifaddrmsg, ifa_index)");
  }

  private static void same(long actual, String name) {
    assertThat(actual).as(name).isEqualTo(ControlCalls.layout(name));
  }
}
