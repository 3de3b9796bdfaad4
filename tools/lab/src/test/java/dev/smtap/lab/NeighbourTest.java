package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kernel's own neighbour protocols work, and every frame is there once. */
@Tag("e2e")
class NeighbourTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int PINGS = 50;

  @RegisterExtension static final Lab LAB = new Lab();
  private static List<Host> hosts = List.of();

  @BeforeAll
  static void start() {
    hosts = LAB.hosts(3, "--mtu 1500");
  }

  @Test
  void arpingIsAnsweredByItsTargetOnly() {
    Host one = hosts.get(0);
    Host two = hosts.get(1);
    String out = one.netns().run(LIMIT, "arping -I sml0 -c 3 " + two.ip4()).ok();
    assertThat(out).contains("Sent 3 probes", "Received 3 response");
    assertThat(matches(out.toLowerCase(Locale.ROOT), "reply from 10.77.0.2 .(\\S+?).  "))
        .hasSize(3)
        .containsOnly(two.mac());
    // Nobody has this one.
    assertThat(one.netns().run(LIMIT, "arping -I sml0 -c 1 -w 1 10.77.0.99").exit()).isNotZero();
  }

  @Test
  void theKernelResolvesNeighbours() {
    Host one = hosts.get(0);
    for (Host other : hosts.subList(1, 3)) {
      for (String address : List.of(other.ip4(), other.ip6())) {
        one.netns().ip("neigh flush dev sml0");
        one.pings(address, 3, "");
        assertThat(one.netns().ip("neigh show to " + address + " dev sml0"))
            .contains("lladdr " + other.mac());
      }
    }
  }

  @Test
  void allNodesAnswerIp6Multicast() {
    // All nodes of the link answer, the pinging one too.
    String out = hosts.get(0).netns().run(LIMIT, "ping -n -c 2 -i 0.5 -W 1 ff02::1%sml0").out();
    assertThat(matches(out, "from (\\S+?)%")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(out).contains("fe80::53:4dff:fe00:2").contains("fe80::53:4dff:fe00:3");
  }

  @Test
  void tcpdumpSeesEachFrameOnceAtBothEnds() {
    Host one = hosts.get(0);
    Host two = hosts.get(1);
    List<Program> dumps = new ArrayList<>();
    for (Host host : hosts.subList(0, 2)) {
      Program dump = host.netns().start("tcpdump -n -l -U -i sml0 icmp or icmp6 or arp");
      dump.awaitPrinted("listening on", LIMIT);
      dumps.add(dump);
    }
    one.netns().ip("neigh flush dev sml0");
    one.pings(two.ip4(), PINGS, "");
    two.pings(one.ip6(), PINGS, "");
    for (Program dump : dumps) {
      await().atMost(LIMIT).until(() -> matches(dump.out(), "(echo reply)").size() >= 2 * PINGS);
      dump.signal(Program.SIGTERM);
      dump.awaitEnd(LIMIT);
      assertThat(matches(dump.out(), "(ICMP6?,? echo re\\w+, id \\d+, seq \\d+)"))
          .hasSize(4 * PINGS)
          .doesNotHaveDuplicates();
      assertThat(matches(dump.out(), "ARP, (Request who-has \\S+ tell " + one.ip4() + ")"))
          .hasSize(1);
    }
  }

  private static List<String> matches(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
