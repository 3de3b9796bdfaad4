package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator does with an interface is followed. */
@Tag("e2e")
class AdapterTest {
  private static final long TCP_BYTES = 20_000_000;
  private static final String NETWORK = "sml0";

  @RegisterExtension final Lab lab = new Lab();
  private List<Host> hosts = List.of();

  @BeforeEach
  void start() {
    hosts = lab.hosts(2, "--local sml1,network=big,mtu=9000 --mtu 1500");
    for (Host host : hosts) {
      host.netns().ip("link set sml1 up");
      host.netns().ip("addr add 10.78.0." + host.id() + "/24 dev sml1");
    }
  }

  private void awaitSaid(String field, String expected) {
    await(field)
        .pollInSameThread()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(lab.status().adapter(1, NETWORK).path(field).asString())
                .isEqualTo(expected));
  }

  private void trafficGoesOn() {
    hosts.get(0).reaches(hosts.get(1).ip4());
    hosts.get(1).pings(hosts.get(0).ip4(), 10, "");
    Transfer.tcp(hosts.get(0).netns(), hosts.get(1).netns(), hosts.get(1).ip4(), TCP_BYTES);
    Transfer.tcp(hosts.get(1).netns(), hosts.get(0).netns(), hosts.get(0).ip4(), TCP_BYTES);
    hosts.get(0).pings("10.78.0.2", 5, "");
  }

  @Test
  void networksOfDifferentMtuAreApart() {
    Host one = hosts.get(0);
    one.pings("10.78.0.2", 5, "-M do -s 8972");
    one.pings(hosts.get(1).ip4(), 5, "-M do -s 1472");
    Transfer.tcp(one.netns(), hosts.get(1).netns(), "10.78.0.2", TCP_BYTES);
    trafficGoesOn();
    assertThat(lab.status().problems()).isEmpty();
    lab.awaitBalance();
    assertThat(lab.status().adapter(1, "big").path("mtu").asInt()).isEqualTo(9000);
  }

  @Test
  void theCarrierIsUp() {
    assertThat(hosts.get(0).netns().ip("-br link show dev sml0")).contains(" UP ", "LOWER_UP");
    // Alone or not, like a port of a switch.
    hosts.get(1).node().stop();
    assertThat(hosts.get(0).netns().ip("-br link show dev sml0")).contains(" UP ", "LOWER_UP");
  }

  @Test
  void theMtuIsFollowed() {
    hosts.get(0).netns().ip("link set sml0 mtu 9000");
    awaitSaid("mtu", "9000");
    assertThat(String.join("\n", lab.status().problems()))
        .contains("MTU", "node 1 has 9000", "node 2 has 1500");
    assertThat(lab.statusInWords()).contains("disagree about the MTU of network sml0");
    trafficGoesOn();
    hosts.get(1).netns().ip("link set sml0 mtu 9000");
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(5))
        .until(() -> lab.status().problems().isEmpty());
    hosts.get(0).pings(hosts.get(1).ip4(), 5, "-M do -s 8972");
    trafficGoesOn();
  }

  @Test
  void aNewNameIsFollowed() {
    hosts.get(0).netns().ip("link set sml0 down");
    hosts.get(0).netns().ip("link set sml0 name other7");
    hosts.get(0).netns().ip("link set other7 up");
    awaitSaid("interface", "other7");
    trafficGoesOn();
    assertThat(lab.status().adapter(1, NETWORK).path("state").asString()).isEqualTo("present");
  }

  @Test
  void aNewMacIsFollowed() {
    hosts.get(0).netns().ip("link set sml0 address 02:77:00:00:00:01");
    hosts.get(1).netns().ip("neigh flush dev sml0");
    awaitSaid("mac", "02:77:00:00:00:01");
    trafficGoesOn();
  }

  @Test
  void aMoveToAnotherNamespaceIsFollowed() {
    Host moved = hosts.get(0);
    Netns before = moved.netns();
    Netns after = lab.namespace("moved");
    for (String name : List.of("sml0", "sml1")) {
      before.ip("link set " + name + " netns " + after.name());
    }
    hosts = List.of(new Host(after, moved.node()).configure(), hosts.get(1));
    after.ip("link set sml1 up");
    after.ip("addr add 10.78.0.1/24 dev sml1");
    trafficGoesOn();
    after.ip("link set sml0 mtu 1490");
    awaitSaid("mtu", "1490");
    assertThat(lab.status().adapter(1, NETWORK).path("state").asString()).isEqualTo("present");
    // The old one is not needed any more, nor held.
    before.delete();
    trafficGoesOn();
    // Multicast groups that are joined there are read there.
    try (Multicast sender = Multicast.open(hosts.get(1).netns());
        Multicast receiver = Multicast.open(after).join("239.7.7.9")) {
      sender.send("239.7.7.9", 10);
      assertThat(receiver.receive(10, 5000)).hasSize(10);
    }
  }

  @Test
  void downAndUpAlwaysRecovers() throws java.io.IOException {
    int times = Full.times(100, 1000);
    String toggle = "link set sml0 down\nlink set sml0 up\n";
    java.nio.file.Path batch =
        java.nio.file.Files.writeString(lab.facility().resolve("batch"), toggle.repeat(10));
    Program load = hosts.get(1).netns().start("ping -n -q -i 0.002 " + hosts.get(0).ip4());
    for (int i = 0; i < times / 10; i++) {
      hosts.get(0).netns().ip("-batch " + batch);
      hosts.get(0).reaches(hosts.get(1).ip4());
    }
    load.close();
    assertThat(hosts.get(0).netns().ip("-br link show dev sml0")).contains(" UP ", "LOWER_UP");
    trafficGoesOn();
    lab.awaitBalance();
  }
}
