package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes stop, die, hang and come back; the others' traffic goes on. */
@Tag("e2e")
class LifeTest {
  private static final long TCP_BYTES = 20_000_000;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  @RegisterExtension final Lab lab = Lab.rehearsing();
  private List<Host> hosts = List.of();

  @BeforeEach
  void start() {
    hosts = lab.hosts(3, "--mtu 1500");
    othersGoOn();
    hosts.get(2).pings(hosts.get(0).ip4(), 3, "");
  }

  private void othersGoOn() {
    Host one = hosts.get(0);
    Host two = hosts.get(1);
    one.pings(two.ip4(), 20, "");
    Transfer.tcp(one.netns(), two.netns(), two.ip6(), TCP_BYTES);
  }

  private void awaitRing(String state) {
    await(state)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .atMost(LIMIT)
        .until(() -> lab.status().ring(1, "sml0", 3).path("state").asString("").equals(state));
  }

  @Test
  void theThirdStopsAndComesBack() {
    LabNode node = hosts.get(2).node();
    assertThat(node.stop().exit()).isZero();
    awaitRing("down");
    assertThat(lab.status().state(3)).isEqualTo("stopped");
    othersGoOn();
    comesBack();
  }

  @Test
  void theThirdIsKilledAndComesBack() {
    for (int i = 0; i < Full.times(3, 20); i++) {
      hosts.get(2).node().kill();
      awaitRing("down");
      assertThat(lab.status().state(3)).isEqualTo("dead");
      othersGoOn();
      comesBack();
    }
    lab.awaitBalance();
  }

  /** By starting it again, nothing else. */
  private void comesBack() {
    Netns netns = hosts.get(2).netns();
    Host third = new Host(netns, lab.node(netns, 3, "--local sml0 --mtu 1500")).configure();
    hosts = List.of(hosts.get(0), hosts.get(1), third);
    third.reaches(hosts.get(0).ip4());
    hosts.get(1).reaches(third.ip6());
    assertThat(lab.status().state(3)).isEqualTo("up");
    Transfer.tcp(hosts.get(0).netns(), third.netns(), third.ip4(), TCP_BYTES);
  }

  @Test
  void theThirdHangsAndGoesOn() {
    Host third = hosts.get(2);
    third.node().signal(Program.SIGSTOP);
    Program flood = hosts.get(0).netns().start("ping -n -q -f -w 3 -s 1000 " + third.ip4());
    awaitRing("hung");
    othersGoOn();
    assertThat(lab.status().state(3)).isEqualTo("hung");
    flood.awaitEnd(LIMIT);
    third.node().signal(Program.SIGCONT);
    awaitRing("up");
    // The others look once a second whether it goes on.
    third.reaches(hosts.get(0).ip4());
    hosts.get(1).reaches(third.ip4());
    third.pings(hosts.get(0).ip4(), 5, "-s 1000");
    Transfer.tcp(hosts.get(1).netns(), third.netns(), third.ip4(), TCP_BYTES);
    Transfer.tcp(third.netns(), hosts.get(0).netns(), hosts.get(0).ip4(), TCP_BYTES);
    assertThat(lab.status().state(3)).isEqualTo("up");
    lab.awaitBalance();
  }

  @Test
  void allAreKilledAtOnceAndOneComesBack() {
    hosts.forEach(host -> host.node().kill());
    assertThat(lab.status().state(1)).isEqualTo("dead");
    comesBackAlone();
  }

  private void comesBackAlone() {
    Netns netns = hosts.get(2).netns();
    Host third = new Host(netns, lab.node(netns, 3, "--local sml0 --mtu 1500")).configure();
    Netns first = hosts.get(0).netns();
    Host one = new Host(first, lab.node(first, 1, "--local sml0 --mtu 1500")).configure();
    third.reaches(one.ip4());
  }

  @Test
  void cleanRemovesWhatTheDeadLeft() {
    hosts.get(2).node().kill();
    Program.Result clean = Program.run(LIMIT, lab.smtap("clean", ""));
    assertThat(clean.ok()).contains("removed node 3", "left alone");
    othersGoOn();
    hosts.get(0).node().kill();
    hosts.get(1).node().stop();
    assertThat(Program.run(LIMIT, lab.smtap("clean", "")).ok()).contains("partition");
    assertThat(lab.section("common")).doesNotExist();
  }
}
