package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.RoutingSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who answers for a global address on a segment, as a client there sees it. */
class OutsideVoiceTest {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int SECOND_MILLIS = 1_000;
  private static final String WRONG = "02:00:00:00:00:99";
  private static final long MILLI = 1_000_000;

  private final List<AutoCloseable> open = new ArrayList<>();
  private OutsideBed bed;
  private Interception interception;
  private OutsideVoice first;
  private OutsideVoice second;

  @BeforeEach
  void open() throws Exception {
    bed = keep(new OutsideBed());
    interception = keep(bed.first().intercept());
    Interception other = keep(bed.second().intercept());
    first = keep(OutsideVoice.open(interception));
    second = keep(OutsideVoice.open(other));
  }

  private <T extends AutoCloseable> T keep(T each) {
    open.addFirst(each);
    return each;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static String reachable(IpFamily family) {
    return family == IpFamily.IPV4 ? " REACHABLE" : " router REACHABLE";
  }

  private Set<Offer> of(OutsideBed.Node node) throws Exception {
    Set<Offer> offers = node.offers();
    assertThat(offers)
        .extracting(Offer::address)
        .containsExactlyInAnyOrder(OutsideBed.G4, OutsideBed.G6);
    return offers;
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheHolderAnswers(IpFamily family) throws Exception {
    InetAddress global = OutsideBed.global(family);
    bed.ask(global);
    assertThat(bed.learns(global, "FAILED", PATIENCE_MILLIS)).as("nobody answers").isTrue();
    second.hold(of(bed.second()), System.nanoTime());
    bed.ask(global);
    assertThat(bed.learns(global, bed.second().mac(), PATIENCE_MILLIS)).isTrue();
    second.hold(Set.of(), System.nanoTime());
    assertThat(bed.second().proxies()).isEmpty();
    bed.ask(global);
    assertThat(bed.learns(global, "FAILED", PATIENCE_MILLIS)).as("nobody any more").isTrue();
  }

  /** A client that asks the node it knows, by unicast, gets an answer too. */
  @ParameterizedTest
  @EnumSource
  void whoAsksAgainStays(IpFamily family) throws Exception {
    InetAddress global = OutsideBed.global(family);
    first.hold(of(bed.first()), System.nanoTime());
    bed.teach(global, bed.first().mac(), "probe");
    assertThat(bed.learns(global, bed.first().mac() + reachable(family), PATIENCE_MILLIS))
        .as(() -> bed.knows(global))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void theClientFollowsWithinASecond(IpFamily family) throws Exception {
    InetAddress global = OutsideBed.global(family);
    first.hold(of(bed.first()), System.nanoTime());
    bed.ask(global);
    assertThat(bed.learns(global, bed.first().mac() + reachable(family), PATIENCE_MILLIS)).isTrue();
    first.hold(Set.of(), System.nanoTime());
    second.hold(of(bed.second()), System.nanoTime());
    // The client sends nothing: it is told.
    assertThat(bed.learns(global, bed.second().mac(), SECOND_MILLIS)).isTrue();
    bed.ask(global);
    assertThat(bed.learns(global, bed.second().mac(), PATIENCE_MILLIS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void itIsSaidAgain(IpFamily family) throws Exception {
    InetAddress global = OutsideBed.global(family);
    long start = System.nanoTime();
    assertThat(first.dueNanos(start)).isEqualTo(start);
    first.hold(of(bed.first()), start);
    for (int after : new int[] {200, 1_000, 3_000, 10_000, 30_000, 90_000, 150_000}) {
      long due = start + after * MILLI;
      assertThat(first.dueNanos(start + 3_600_000 * MILLI)).isEqualTo(due);
      assertThat(first.dueNanos(start + 1)).isEqualTo(start + 1);
      first.tick(due - 1);
      bed.teach(global, WRONG, "reachable");
      first.tick(due);
      assertThat(bed.learns(global, bed.first().mac(), PATIENCE_MILLIS)).as("%d", after).isTrue();
    }
  }

  @Test
  void anInterfaceWithoutCarrierOrForwardingIsNoOffer() throws Exception {
    Set<Offer> both = of(bed.first());
    bed.plug(0, false);
    assertThat(bed.first().offers()).isEmpty();
    bed.plug(0, true);
    assertThat(bed.first().offers()).isEqualTo(both);
    bed.first().setting("net.ipv4.conf.eth0.forwarding=0");
    assertThat(bed.first().offers()).extracting(Offer::address).containsExactly(OutsideBed.G6);
    bed.first().setting("net.ipv6.conf.eth0.forwarding=0");
    assertThat(bed.first().offers()).isEmpty();
  }

  @Test
  void closingRemovesTheEntriesAndTheSettings() throws Exception {
    OutsideBed.Node node = bed.first();
    assertThat(node.valueOf("net.ipv6.conf.all.proxy_ndp")).isEqualTo("1");
    assertThat(node.valueOf("net.ipv4.neigh.eth0.proxy_delay")).isEqualTo("0");
    first.hold(of(node), System.nanoTime());
    assertThat(node.proxies()).contains("192.0.2.100", "2001:db8::100", "proto 71", "router");
    first.close();
    assertThat(node.proxies()).isEmpty();
    interception.close();
    assertThat(node.valueOf("net.ipv6.conf.all.proxy_ndp")).isEqualTo("0");
    assertThat(node.valueOf("net.ipv4.neigh.eth0.proxy_delay")).isEqualTo("80");
    assertThat(node.valueOf("net.ipv6.neigh.eth0.proxy_delay")).isEqualTo("80");
  }

  @Test
  void whatTheKernelForgotIsPutRight() throws Exception {
    OutsideBed.Node node = bed.first();
    Set<Offer> offers = of(node);
    first.hold(offers, System.nanoTime());
    String right = node.proxies();
    node.ip("neigh", "del", "proxy", "192.0.2.100", "dev", "eth0");
    node.ip("neigh", "del", "proxy", "2001:db8::100", "dev", "eth0");
    bed.teach(OutsideBed.G4, WRONG, "reachable");
    first.hold(offers, System.nanoTime());
    assertThat(node.proxies()).isEqualTo(right);
    assertThat(bed.learns(OutsideBed.G4, node.mac(), PATIENCE_MILLIS)).isTrue();
  }

  @Test
  void anInterfaceThatIsGoneDoesNoHarm() throws Exception {
    OutsideBed.Node node = bed.first();
    Set<Offer> offers = of(node);
    first.hold(offers, System.nanoTime());
    node.ip("link", "del", "eth0");
    first.tick(System.nanoTime() + 1_000 * MILLI);
    first.hold(offers, System.nanoTime());
    assertThat(first.held()).isEmpty();
    assertThat(first.dueNanos(7)).isEqualTo(7);
  }

  @Test
  void whatAnOperatorMadeStays() throws Exception {
    OutsideBed.Node node = bed.first();
    node.ip("neigh", "add", "proxy", "192.0.2.100", "dev", "eth0");
    node.ip("neigh", "add", "proxy", "192.0.2.77", "dev", "eth0");
    String before = node.proxies();
    first.hold(of(node), System.nanoTime());
    first.hold(Set.of(), System.nanoTime());
    interception.repair();
    assertThat(node.proxies()).isEqualTo(before);
  }

  /** Entries that no living driver of the namespace has made. */
  @Test
  void leftoversAreRemoved() throws Exception {
    OutsideBed.Node node = bed.first();
    interception.close();
    leave(of(node));
    node.cleanLeftovers();
    assertThat(node.proxies()).isEmpty();
    leave(of(node));
    // The same node starts again, and may not be the one to answer this time.
    try (Interception again = node.intercept();
        OutsideVoice voice = OutsideVoice.open(again)) {
      assertThat(node.proxies()).isEmpty();
      voice.hold(of(node), System.nanoTime());
      String held = node.proxies();
      leave(Set.of(new Offer(node.ifindex(), ofNobody())));
      assertThat(node.proxies()).contains("192.0.2.55");
      node.cleanLeftovers();
      assertThat(node.proxies()).isEqualTo(held);
    }
  }

  private static SegmentAddress ofNobody() {
    InetAddress address = Testbed.address("192.0.2.55");
    return new SegmentAddress(address, Segment.of(address, 24));
  }

  private void leave(Set<Offer> offers) throws Exception {
    try (RoutingSocket routing = bed.first().namespace().run(RoutingSocket::open)) {
      for (Offer each : offers) {
        assertThat(routing.setProxy(ProxyKeeper.entry(each))).isTrue();
      }
    }
    assertThat(bed.first().proxies()).isNotEmpty();
  }
}
