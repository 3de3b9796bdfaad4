package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The patent's main use: a node inside, with large frames and offloads, reaches a host outside at
 * MTU 1500 through a border node that forwards.
 */
@Tag("e2e")
class BorderTest {
  private static final long TCP_BYTES = Full.times(50, 1000) * 1_000_000L;
  private static final String OUTSIDE_4 = "192.0.2.2";
  private static final String OUTSIDE_6 = "2001:db8::2";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @RegisterExtension final Lab lab = new Lab();
  private List<Host> hosts = List.of();

  @BeforeEach
  void start() {
    hosts = lab.hosts(2, "");
  }

  private Netns outside() {
    Host inside = hosts.get(0);
    Host border = hosts.get(1);
    Netns outside = lab.namespace("out");
    border.netns().exec("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    border.netns().ip("link add out0 type veth peer name eth0 netns " + outside.name());
    border.netns().ip("link set out0 up");
    border.netns().ip("addr add 192.0.2.1/24 dev out0");
    border.netns().ip("addr add 2001:db8::1/64 dev out0 nodad");
    outside.ip("link set eth0 up");
    outside.ip("addr add " + OUTSIDE_4 + "/24 dev eth0");
    outside.ip("addr add " + OUTSIDE_6 + "/64 dev eth0 nodad");
    outside.ip("route add default via 192.0.2.1");
    outside.ip("-6 route add default via 2001:db8::1");
    inside.netns().ip("route add default via " + border.ip4());
    inside.netns().ip("-6 route add default via " + border.ip6());
    inside.reaches(OUTSIDE_4);
    inside.reaches(OUTSIDE_6);
    return outside;
  }

  /**
   * With offloads of the veth off, the border's kernel must cut super-frames and complete checksums
   * itself, and the host outside checks them.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void insideAndOutsideReachEachOther(boolean offloadsOutside) {
    Netns outside = outside();
    Host inside = hosts.get(0);
    if (!offloadsOutside) {
      String off = " tx off rx off sg off tso off gso off gro off";
      hosts.get(1).netns().exec("ethtool -K out0" + off);
      outside.exec("ethtool -K eth0" + off);
    }
    Transfer.tcp(inside.netns(), outside, OUTSIDE_4, TCP_BYTES);
    Transfer.tcp(inside.netns(), outside, OUTSIDE_6, TCP_BYTES);
    Transfer.tcp(outside, inside.netns(), inside.ip4(), TCP_BYTES);
    Transfer.tcp(outside, inside.netns(), inside.ip6(), TCP_BYTES);
    for (String address : List.of(OUTSIDE_4, OUTSIDE_6)) {
      Iperf server = new Iperf(outside, address);
      server.tcpFrom(inside.netns());
      server.udpFrom(inside.netns(), lab);
    }
    inside.pings(OUTSIDE_4, 5, "-M dont -s 60000");
    checksumsWereRight(outside);
    lab.awaitBalance();
  }

  private static void checksumsWereRight(Netns netns) {
    String counters = netns.exec("nstat -asz TcpInCsumErrors UdpInCsumErrors Udp6InCsumErrors");
    assertThat(counters.lines().filter(line -> line.contains("CsumErrors")))
        .hasSize(3)
        .allMatch(line -> line.matches("\\S+ +0 +0\\.0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {OUTSIDE_4, OUTSIDE_6})
  void thePathsMtuIsFound(String address) {
    var _ = outside();
    Host inside = hosts.get(0);
    Program.Result first =
        inside.netns().run(LIMIT, "ping -n -c 2 -i 0.2 -W 1 -M do -s 20000 " + address);
    assertThat(first.exit()).isNotZero();
    assertThat(first.out() + first.err()).containsPattern("mtu ?= ?1500");
    assertThat(inside.netns().ip("route get " + address)).contains("mtu 1500");
    inside.pings(address, 5, "-M do -s " + Echo.most(1500, address));
  }
}
