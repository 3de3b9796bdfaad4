package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.netlink.IpFamily;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
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
  private TestVoice first;
  private TestVoice second;

  @BeforeEach
  void open() throws Exception {
    bed = keep(new OutsideBed());
    keep(bed.first().intercept());
    keep(bed.second().intercept());
    first = keep(new TestVoice(bed.first().namespace()));
    second = keep(new TestVoice(bed.second().namespace()));
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
    second.hold(of(bed.second()));
    bed.ask(global);
    assertThat(bed.learns(global, bed.second().mac() + reachable(family), PATIENCE_MILLIS))
        .isTrue();
    second.hold(Set.of());
    bed.ask(global);
    assertThat(bed.learns(global, "FAILED", PATIENCE_MILLIS)).as("nobody any more").isTrue();
  }

  /** As one that was killed, but for what the kernel closes. */
  @ParameterizedTest
  @EnumSource
  void whoHangsDoesNotAnswer(IpFamily family) throws Exception {
    InetAddress global = OutsideBed.global(family);
    first.hold(of(bed.first()));
    first.hang();
    bed.ask(global);
    assertThat(bed.learns(global, "FAILED", PATIENCE_MILLIS)).isTrue();
    second.hold(of(bed.second()));
    bed.ask(global);
    assertThat(bed.learns(global, bed.second().mac() + reachable(family), PATIENCE_MILLIS))
        .isTrue();
  }

  @Test
  void oneOfTwoAddressesIsGivenUp() throws Exception {
    Set<Offer> both = of(bed.first());
    first.hold(both);
    Set<Offer> one = new HashSet<>(both);
    one.removeIf(each -> each.address().equals(OutsideBed.G4));
    first.hold(one);
    assertThat(first.held()).isEqualTo(one);
    bed.ask(OutsideBed.G4);
    assertThat(bed.learns(OutsideBed.G4, "FAILED", PATIENCE_MILLIS)).isTrue();
    bed.ask(OutsideBed.G6);
    assertThat(bed.learns(OutsideBed.G6, bed.first().mac(), PATIENCE_MILLIS)).isTrue();
  }

  /** A client that asks the node it knows, by unicast, gets an answer too. */
  @ParameterizedTest
  @EnumSource
  void whoAsksAgainStays(IpFamily family) throws Exception {
    InetAddress global = OutsideBed.global(family);
    first.hold(of(bed.first()));
    bed.teach(global, bed.first().mac(), "probe");
    assertThat(bed.learns(global, bed.first().mac() + reachable(family), PATIENCE_MILLIS))
        .as(() -> bed.knows(global))
        .isTrue();
  }

  /** A host that is given the address by mistake finds it in use. */
  @Test
  void theAddressIsDefended() throws Exception {
    first.hold(of(bed.first()));
    assertThat(bed.isFree(OutsideBed.G6)).isFalse();
    first.hold(Set.of());
    assertThat(bed.isFree(OutsideBed.G6)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void theClientFollowsWithinASecond(IpFamily family) throws Exception {
    InetAddress global = OutsideBed.global(family);
    first.hold(of(bed.first()));
    bed.ask(global);
    assertThat(bed.learns(global, bed.first().mac() + reachable(family), PATIENCE_MILLIS)).isTrue();
    first.hold(Set.of());
    second.hold(of(bed.second()));
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
    bed.teach(global, WRONG, "reachable");
    first.sayAgain(of(bed.first()));
    assertThat(bed.learns(global, bed.first().mac(), PATIENCE_MILLIS)).isTrue();
    assertThat(first.dueNanos(System.nanoTime() + SECOND_MILLIS * MILLI))
        .isLessThan(System.nanoTime() + SECOND_MILLIS * MILLI);
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

  @ParameterizedTest
  @EnumSource
  void anInterfaceThatWasDownIsHeardAgain(IpFamily family) throws Exception {
    InetAddress global = OutsideBed.global(family);
    OutsideBed.Node node = bed.first();
    Set<Offer> offers = of(node);
    first.hold(offers);
    node.ip("link", "set", "eth0", "down");
    first.tick(System.nanoTime() + SECOND_MILLIS * MILLI);
    node.ip("link", "set", "eth0", "up");
    bed.ask(global);
    assertThat(bed.learns(global, node.mac(), PATIENCE_MILLIS)).isTrue();
  }

  @Test
  void anInterfaceThatIsGoneDoesNoHarm() throws Exception {
    OutsideBed.Node node = bed.first();
    Set<Offer> offers = of(node);
    first.hold(offers);
    node.ip("link", "del", "eth0");
    first.tick(System.nanoTime() + SECOND_MILLIS * MILLI);
    first.hold(Set.of());
    first.hold(offers);
    assertThat(first.held()).isEmpty();
    assertThat(first.dueNanos(7)).isEqualTo(7);
  }
}
