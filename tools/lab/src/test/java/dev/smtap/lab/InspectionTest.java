package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * What operators look with tells the truth: known traffic goes, and each tool shows just that, and
 * the same as {@code smtap status}.
 */
@Tag("e2e")
class InspectionTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int PINGS = 20;
  private static final int PAYLOAD = 1000;
  private static final int FRAME_BYTES = 14 + 20 + 8 + PAYLOAD;
  private static final int TCP_BYTES = 100_000;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Inspected one;
  private static Inspected two;

  @BeforeAll
  static void start() {
    List<Host> hosts = List.of(LAB.host(1, "--mtu 1500"), LAB.host(2, "--mtu 1500 " + OFFLOADS));
    one = new Inspected(LAB, hosts.get(0));
    two = new Inspected(LAB, hosts.get(1));
    one.quieten(two);
    two.quieten(one);
  }

  private static final String OFFLOADS = "--offloads csum,tso4";

  private static void ping(int times) {
    String words = "ping -n -q -i 0.01 -W 5 -c " + times + " -s " + PAYLOAD + " ";
    String said = one.host().netns().exec(words + two.host().ip4());
    assertThat(said).contains(times + " received");
  }

  @Test
  void countersAreWhatWasSent() {
    List<Inspected.Counts> before = List.of(one.settled(), two.settled());
    long requests = two.nstat("IcmpInEchos");
    long replies = one.nstat("IcmpInEchoReps");
    ping(PINGS);
    List<Inspected.Counts> after = List.of(one.settled(), two.settled());
    Inspected.Counts sent =
        new Inspected.Counts(PINGS, PINGS * FRAME_BYTES, PINGS, PINGS * FRAME_BYTES, 0);
    assertThat(after.get(0).minus(before.get(0))).isEqualTo(sent);
    assertThat(after.get(1).minus(before.get(1))).isEqualTo(sent);
    assertThat(two.nstat("IcmpInEchos") - requests).isEqualTo(PINGS);
    assertThat(one.nstat("IcmpInEchoReps") - replies).isEqualTo(PINGS);
    LAB.awaitBalance();
  }

  @Test
  void tcpdumpShowsEveryFrame() {
    Program dump =
        two.host()
            .netns()
            .start("tcpdump -i sml0 -n -l --immediate-mode -c " + 2 * PINGS + " icmp");
    dump.awaitPrinted("listening on sml0", LIMIT);
    ping(PINGS);
    List<String> lines = dump.awaitEnd(LIMIT).ok().lines().toList();
    String there = one.host().ip4() + " > " + two.host().ip4() + ": ICMP echo request";
    String back = two.host().ip4() + " > " + one.host().ip4() + ": ICMP echo reply";
    assertThat(lines).filteredOn(each -> each.contains(there)).hasSize(PINGS);
    assertThat(lines).filteredOn(each -> each.contains(back)).hasSize(PINGS);
    assertThat(lines).allMatch(each -> each.endsWith("length " + (PAYLOAD + 8)));
    assertThat(dump.err()).contains("\n0 packets dropped by kernel");
  }

  @Test
  void netstatShowsTheInterfaceAndTheRoute() {
    Inspected.Counts counts = one.settled();
    assertThat(one.line("netstat -in", "sml0 "))
        .matches(
            "sml0 +1500 +%d +0 +\\d+ +0 +%d +0 +%d +0 BMRU"
                .formatted(counts.inFrames(), counts.outFrames(), counts.kernelDrops()));
    assertThat(one.line("netstat -rn", "10.77.0.0")).matches("10.77.0.0 +0.0.0.0 .* U .* sml0");
    assertThat(one.line("ip route", "10.77.0.0/24"))
        .contains("dev sml0 proto kernel scope link src " + one.host().ip4());
  }

  @Test
  void ipMaddrShowsWhatIsJoinedAsLongAsItIs() {
    String shown = "ip maddr show dev sml0";
    assertThat(one.host().netns().exec(shown)).doesNotContain("224.0.0.77");
    try (Multicast _ = Multicast.open(one.host().netns()).join("224.0.0.77")) {
      assertThat(one.host().netns().exec(shown)).contains("01:00:5e:00:00:4d", "224.0.0.77");
    }
    assertThat(one.host().netns().exec(shown)).doesNotContain("224.0.0.77");
  }

  @Test
  void ethtoolShowsLinkDriverAndOffloads() {
    Netns netns = one.host().netns();
    assertThat(netns.exec("ethtool sml0")).contains("Link detected: yes");
    assertThat(netns.exec("ethtool -i sml0")).contains("driver: tun", "bus-info: tap");
    // A TAP has no statistics of its own there; the status of the adapter has.
    assertThat(netns.run(LIMIT, "ethtool -S sml0").err()).isEqualTo("no stats available");
    // The other node receives only these, so this kernel must not send more.
    assertThat(one.line("ethtool -k sml0", "tx-checksum-ip-generic:")).endsWith(": on");
    assertThat(one.line("ethtool -k sml0", "tx-tcp-segmentation:")).endsWith(": on");
    assertThat(one.line("ethtool -k sml0", "tx-tcp6-segmentation:")).endsWith(": off");
    JsonNode adapter = LAB.status().adapter(1, Host.INTERFACE);
    assertThat(adapter.path("carrier").asBoolean()).isTrue();
    assertThat(adapter.path("offloadsInForce").asString()).isEqualTo("csum,tso4");
    assertThat(adapter.at("/offloadsOff/tso6").asString()).isEqualTo("node 2 does not receive it");
    assertThat(LAB.status().adapter(2, Host.INTERFACE).at("/offloadsOff/tso6").asString())
        .isEqualTo("it is switched off here (--offloads)");
  }

  @Test
  void ssShowsTheBytesOfAConnection() throws IOException {
    Netns there = two.host().netns();
    InetSocketAddress address = new InetSocketAddress(two.host().ip4(), 0);
    try (ServerSocketChannel server = there.call(() -> Inspected.listen(address));
        SocketChannel client = one.host().netns().call(Inspected::open)) {
      boolean _ = client.connect(server.getLocalAddress());
      try (SocketChannel accepted = server.accept()) {
        ByteBuffer bytes = ByteBuffer.allocate(TCP_BYTES);
        while (bytes.hasRemaining()) {
          int _ = client.write(bytes);
        }
        bytes.clear();
        while (bytes.hasRemaining() && accepted.read(bytes) >= 0) {
          // Until all are there.
        }
        assertThat(one.host().netns().exec("ss -tinH dst " + two.host().ip4()))
            .contains("ESTAB", " bytes_sent:" + TCP_BYTES + " ");
        assertThat(there.exec("ss -tinH src " + two.host().ip4()))
            .contains("ESTAB", " bytes_received:" + TCP_BYTES + " ");
      }
    }
  }

  @Test
  void whatIsLostIsShownWithItsCause() {
    long before = one.pairDrops(two, "interface down");
    two.host().netns().ip("link set sml0 down");
    Awaitility.await()
        .pollInSameThread()
        .until(() -> !LAB.status().adapter(2, Host.INTERFACE).path("up").asBoolean());
    String words = "ping -n -q -i 0.01 -W 1 -c 5 " + two.host().ip4();
    assertThat(one.host().netns().run(LIMIT, words).out()).contains(" 0 received");
    Awaitility.await()
        .pollInSameThread()
        .until(() -> one.pairDrops(two, "interface down") == before + 5);
    String text = Program.run(LIMIT, LAB.smtap("status", "--adapter sml0 --node 2")).ok();
    assertThat(text)
        .contains("link        down, MTU 1500,")
        .containsPattern("node 2 +sml0 +from node 1 +interface down +" + (before + 5));
    two.host().netns().ip("link set sml0 up");
    two.quieten(one);
    ping(1);
  }
}
