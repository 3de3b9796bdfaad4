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
    assertThat(LayoutTest.compare(LinkState.class)).isEmpty();
    same(Netlink.HEADER_SIZE, "sizeof(struct nlmsghdr)");
    same(Netlink.IFINFO_SIZE, "sizeof(struct ifinfomsg)");
    same(Netlink.IFADDR_SIZE, "sizeof(struct ifaddrmsg)");
    same(Netlink.ADDRESS_SIZE, "sizeof(struct sockaddr_nl)");
  }

  private static void same(long actual, String name) {
    assertThat(actual).as(name).isEqualTo(ControlCalls.layout(name));
  }
}
