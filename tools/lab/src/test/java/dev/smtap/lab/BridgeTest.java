package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Others behind an adapter: containers at a bridge, macvlan. */
@Tag("e2e")
class BridgeTest {
  private static final long TCP_BYTES = 30_000_000;
  private static final String CONTAINER_4 = "10.77.0.101";
  private static final String CONTAINER_6 = "fd77::101";

  @RegisterExtension final Lab lab = new Lab();
  private List<Host> hosts = List.of();

  @BeforeEach
  void start() {
    hosts = lab.hosts(3, "--mtu 1500");
  }

  @Test
  void containersBehindABridgeReachEverybody() {
    Host one = hosts.get(0);
    one.netns().ip("addr flush dev sml0");
    one.netns().ip("link add br0 type bridge");
    one.netns().ip("link set sml0 master br0");
    one.netns().ip("link set br0 up");
    one.netns().ip("addr add " + one.ip4() + "/24 dev br0");
    Netns container = container(one.netns(), "c1");
    Host two = hosts.get(1);
    checkBothWays(container, two);
    one.reaches(two.ip4());
    two.reaches(one.ip4());
    two.reaches(hosts.get(2).ip4());
    unicastIsLearned(container, two);
  }

  private Netns container(Netns host, String name) {
    Netns container = lab.namespace(name);
    host.ip("link add v" + name + " type veth peer name eth0 netns " + container.name());
    host.ip("link set v" + name + " master br0 up");
    configure(container, "eth0");
    return container;
  }

  private static void configure(Netns container, String device) {
    container.ip("link set " + device + " up");
    container.ip("addr add " + CONTAINER_4 + "/24 dev " + device);
    container.ip("addr add " + CONTAINER_6 + "/64 dev " + device + " nodad");
  }

  private static void checkBothWays(Netns container, Host other) {
    Host inside = new Host(container, other.node());
    other.reaches(CONTAINER_4);
    other.pings(CONTAINER_6, 10, "");
    inside.pings(other.ip4(), 10, "");
    inside.pings(other.ip6(), 10, "");
    Transfer.tcp(other.netns(), container, CONTAINER_4, TCP_BYTES);
    Transfer.tcp(container, other.netns(), other.ip6(), TCP_BYTES);
  }

  /** What goes to a container goes to its node, and not to all. */
  private void unicastIsLearned(Netns container, Host from) {
    try (FrameTap third = FrameTap.open(hosts.get(2).netns(), "sml0", true)) {
      Status before = lab.status();
      from.pings(CONTAINER_4, 50, "");
      new Host(container, from.node()).pings(from.ip4(), 50, "");
      Status after = lab.status();
      assertThat(third.receive(1, 100, BridgeTest::isPing)).isEmpty();
      String frames = "/sent/frames";
      long toOne =
          after.ring(2, "sml0", 1).at(frames).asLong()
              - before.ring(2, "sml0", 1).at(frames).asLong();
      assertThat(toOne).isGreaterThanOrEqualTo(100);
    }
  }

  private static boolean isPing(byte[] frame) {
    return (frame[0] & 1) == 0 && frame[12] == 8 && frame[13] == 0 && frame[23] == 1;
  }

  @Test
  void macvlanReachesEverybody() {
    Host one = hosts.get(0);
    Netns container = lab.namespace("mv");
    one.netns().ip("link add mv0 link sml0 type macvlan mode bridge");
    one.netns().ip("link set mv0 netns " + container.name());
    configure(container, "mv0");
    checkBothWays(container, hosts.get(1));
  }

  @Test
  void aContainerThatMovesIsFound() {
    for (Host host : hosts.subList(0, 2)) {
      host.netns().ip("link add br0 type bridge");
      host.netns().ip("link set sml0 master br0");
      host.netns().ip("link set br0 up");
    }
    Netns container = container(hosts.get(0).netns(), "c1");
    Host third = hosts.get(2);
    Host inside = new Host(container, third.node());
    inside.reaches(third.ip4());
    String mac = container.exec("cat /sys/class/net/eth0/address").strip();
    container.ip("link del eth0");
    hosts
        .get(1)
        .netns()
        .ip("link add vc2 type veth peer name eth0 address " + mac + " netns " + container.name());
    hosts.get(1).netns().ip("link set vc2 master br0 up");
    configure(container, "eth0");
    inside.reaches(third.ip4());
    third.pings(CONTAINER_4, 10, "");
  }
}
