package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.netlink.InterfaceAddress;
import dev.smtap.netlink.LinkState;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffersTest {
  private static final int ROUNDS = 500;
  private static final int UP = LinkState.IFF_UP;

  private static LinkState link(int ifindex, int flags, boolean carrier) {
    return link(ifindex, flags, carrier, 0x0200_0000_0000L + ifindex);
  }

  private static LinkState link(int ifindex, int flags, boolean carrier, long mac) {
    String name = "eth" + ifindex;
    return new LinkState(
        ifindex, name, "", 1500, mac, flags, 0, 0, 0, 1000, 6, carrier, 0, LinkState.Traffic.NONE);
  }

  private static InterfaceAddress address(int ifindex, String text, int prefix) {
    return new InterfaceAddress(ifindex, Testbed.address(text), prefix, 0, 0);
  }

  private static Offer offer(int ifindex, InetAddress global, int prefix) {
    return new Offer(ifindex, new SegmentAddress(global, Segment.of(global, prefix)));
  }

  @Test
  void onEachInterfaceWhosePrefixContainsIt() {
    List<LinkState> links = List.of(link(2, UP, true), link(3, UP, true), link(4, UP, true));
    List<InterfaceAddress> addresses =
        List.of(
            address(2, "10.77.0.9", 24),
            address(2, "fd77::9", 64),
            address(3, "10.99.0.1", 16),
            address(4, "10.9.9.9", 8));
    assertThat(Offers.of(links, addresses, Set.of(Testbed.G4, Testbed.G6), Set.of()))
        .containsExactlyInAnyOrder(
            offer(2, Testbed.G4, 24), offer(2, Testbed.G6, 64), offer(4, Testbed.G4, 8));
  }

  @Test
  void onlyWhereSomebodyCanAsk() {
    List<InterfaceAddress> addresses = List.of(address(2, "10.77.0.9", 24));
    Set<InetAddress> globals = Set.of(Testbed.G4);
    for (LinkState bad :
        List.of(
            link(2, 0, true),
            link(2, UP, false),
            link(2, UP | LinkState.IFF_LOOPBACK, true),
            link(2, UP | LinkState.IFF_NOARP, true),
            link(2, UP, true, 0))) {
      assertThat(Offers.of(List.of(bad), addresses, globals, Set.of())).as("%s", bad).isEmpty();
    }
    List<LinkState> good = List.of(link(2, UP, true));
    assertThat(Offers.of(good, addresses, globals, Set.of(2))).isEmpty();
    assertThat(Offers.of(good, List.of(address(2, "10.77.0.1", 32)), globals, Set.of())).isEmpty();
    assertThat(Offers.of(good, addresses, globals, Set.of(3))).hasSize(1);
  }

  /** Whatever there is: every place that qualifies is offered once, and no other. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyPlaceOnce(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      List<LinkState> links = new ArrayList<>();
      List<InterfaceAddress> addresses = new ArrayList<>();
      for (int ifindex = 1; ifindex <= 5; ifindex++) {
        links.add(link(ifindex, random.nextInt(4) > 0 ? UP : 0, random.nextInt(4) > 0));
        for (int j = random.nextInt(3); j > 0; j--) {
          int prefix = 24 + random.nextInt(9);
          addresses.add(new InterfaceAddress(ifindex, any(random), prefix, 0, 0));
        }
      }
      Set<InetAddress> globals = new HashSet<>(List.of(any(random), any(random)));
      Set<Integer> adapters = Set.of(1 + random.nextInt(5));
      check(links, addresses, globals, adapters);
    }
  }

  private static InetAddress any(Random random) throws Exception {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) random.nextInt(256)});
  }

  private static void check(
      List<LinkState> links,
      List<InterfaceAddress> addresses,
      Set<InetAddress> globals,
      Set<Integer> adapters) {
    Set<Offer> all = new HashSet<>();
    for (InterfaceAddress each : addresses) {
      LinkState link = links.get(each.ifindex() - 1);
      for (InetAddress global : globals) {
        boolean qualifies =
            link.isUp()
                && link.carrier()
                && !adapters.contains(link.ifindex())
                && each.prefixLength() < 32
                && Segment.of(each.address(), each.prefixLength()).contains(global);
        if (qualifies) {
          all.add(offer(link.ifindex(), global, each.prefixLength()));
        }
      }
    }
    Set<Offer> offers = Offers.of(links, addresses, globals, adapters);
    assertThat(all).containsAll(offers);
    assertThat(offers).extracting(Offer::what).doesNotHaveDuplicates();
    for (Offer each : all) {
      assertThat(offers)
          .filteredOn(other -> other.what().equals(each.what()))
          .singleElement()
          .satisfies(other -> assertThat(other.ifindex()).isLessThanOrEqualTo(each.ifindex()));
    }
  }
}
