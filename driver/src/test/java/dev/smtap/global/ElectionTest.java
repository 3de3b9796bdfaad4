package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElectionTest {
  private static final int ROUNDS = 500;
  private static final SegmentAddress ONE =
      new SegmentAddress(Testbed.G4, Segment.of(Testbed.G4, 24));
  private static final SegmentAddress WIDER =
      new SegmentAddress(Testbed.G4, Segment.of(Testbed.G4, 16));

  @Test
  void theLowestHasIt() {
    Set<Offer> own = Set.of(new Offer(7, ONE));
    assertThat(Election.held(2, own, Map.of())).isEqualTo(own);
    assertThat(Election.held(2, own, Map.of(3, Set.of(ONE), 9, Set.of(ONE)))).isEqualTo(own);
    assertThat(Election.held(2, own, Map.of(1, Set.of(ONE)))).isEmpty();
    assertThat(Election.held(2, own, Map.of(1, Set.of(WIDER)))).isEqualTo(own);
    assertThat(Election.held(2, Set.of(), Map.of())).isEmpty();
  }

  /** Each node finds out for itself, and together they hold everything exactly once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void togetherTheyHoldEverythingOnce(long seed) {
    Random random = new Random(seed);
    List<SegmentAddress> places = List.of(ONE, WIDER, place("fd77::1", 64), place("10.1.2.3", 8));
    for (int i = 0; i < ROUNDS; i++) {
      Map<Integer, Set<Offer>> nodes = new HashMap<>();
      for (int n = random.nextInt(6); n >= 0; n--) {
        Set<Offer> offers = new HashSet<>();
        places.stream()
            .filter(_ -> random.nextBoolean())
            .forEach(each -> offers.add(new Offer(1 + random.nextInt(9), each)));
        nodes.put(1 + random.nextInt(65_534), offers);
      }
      check(nodes);
      int dead = nodes.keySet().stream().mapToInt(each -> each).min().orElseThrow();
      nodes.remove(dead);
      check(nodes);
    }
  }

  private static SegmentAddress place(String address, int prefix) {
    return new SegmentAddress(
        Testbed.address(address), Segment.of(Testbed.address(address), prefix));
  }

  private static void check(Map<Integer, Set<Offer>> nodes) {
    Map<SegmentAddress, Integer> holders = new HashMap<>();
    List<SegmentAddress> held = new ArrayList<>();
    nodes.forEach((node, own) -> {
      Map<Integer, Set<SegmentAddress>> peers = new HashMap<>();
      nodes.forEach((peer, offers) -> {
        if (!peer.equals(node)) {
          peers.put(peer, offers.stream().map(Offer::what).collect(Collectors.toSet()));
        }
      });
      Set<Offer> won = Election.held(node, own, peers);
      assertThat(own).containsAll(won);
      won.forEach(each -> {
        holders.put(each.what(), node);
        held.add(each.what());
      });
    });
    assertThat(held).doesNotHaveDuplicates();
    nodes.forEach((node, own) ->
        own.forEach(each -> assertThat(holders.get(each.what())).isLessThanOrEqualTo(node)));
  }
}
