package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.wire.FlowKey;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BalancerTest {
  private static final int PICKS = 10_000;
  private static final long MINUTE = 60_000_000_000L;

  private final Random random = new Random(71);
  private final int[] flows = new int[16];
  private final Balancer balancer = new Balancer(node -> flows[node], random);
  private final ListenerSet set = new ListenerSet(1, random);

  private static FlowKey from(int source) {
    return new FlowKey().setForeign(0, FlowKey.mapped(source)).setPorts(80, source & 0xffff);
  }

  /** Picks so often, each flow stays; how many each node got. */
  private int[] pick(int count) {
    int[] picks = new int[flows.length];
    for (int i = 0; i < count; i++) {
      int node = balancer.pick(set, from(i), 0);
      picks[node]++;
      flows[node]++;
    }
    return picks;
  }

  @ParameterizedTest
  @EnumSource(BalancePolicy.class)
  void allGetTheSame(BalancePolicy policy) {
    set.setPolicy(policy);
    set.setNodes(nodes(1, 2, 5, 9));
    int[] picks = pick(PICKS);
    for (int node : new int[] {1, 2, 5, 9}) {
      assertThat(picks[node]).isBetween(PICKS / 4 * 9 / 10, PICKS / 4 * 11 / 10);
    }
  }

  @Test
  void roundRobinTakesTurns() {
    set.setNodes(nodes(3, 1, 2));
    int first = balancer.pick(set, from(0), 0);
    int second = balancer.pick(set, from(0), 0);
    int third = balancer.pick(set, from(0), 0);
    assertThat(Set.of(first, second, third)).hasSize(3);
    for (int i = 0; i < 10; i++) {
      assertThat(balancer.pick(set, from(0), 0)).isEqualTo(first);
      assertThat(balancer.pick(set, from(0), 0)).isEqualTo(second);
      assertThat(balancer.pick(set, from(0), 0)).isEqualTo(third);
    }
  }

  /** Nodes that are late for some choices lose their turn in those, and in no other. */
  @Test
  void whoIsAwayForATurnKeepsWhatItIsOwed() {
    int[] picks = new int[flows.length];
    for (int i = 0; i < PICKS; i++) {
      set.setNodes(i % 10 == 0 ? nodes(1) : nodes(1, 2, 3, 4));
      picks[balancer.pick(set, from(i), 0)]++;
    }
    int all = PICKS * 9 / 10 / 4;
    assertThat(picks[1]).isBetween(all + PICKS / 10 - 4, all + PICKS / 10 + 4);
    for (int node = 2; node <= 4; node++) {
      assertThat(picks[node]).isBetween(all - 4, all + 4);
    }
  }

  /** Clients that connect to two ports in pairs reach all pairs of nodes. */
  @Test
  void turnsStartAtRandom() {
    Set<Integer> firsts = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ListenerSet another = new ListenerSet(i, random);
      another.setNodes(nodes(1, 2, 3, 4));
      firsts.add(balancer.pick(another, from(0), 0));
    }
    assertThat(firsts).containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  @ParameterizedTest
  @EnumSource(
      value = BalancePolicy.class,
      names = {"WEIGHTED", "LEAST_FLOWS"})
  void weightsAreShares(BalancePolicy policy) {
    set.setPolicy(policy);
    set.setNodes(nodes(1, 2, 3));
    balancer.setWeight(2, 3);
    balancer.setWeight(3, 6);
    int[] picks = pick(PICKS);
    assertThat(picks[1]).isBetween(900, 1_100);
    assertThat(picks[2]).isBetween(2_700, 3_300);
    assertThat(picks[3]).isBetween(5_400, 6_600);
    assertThatThrownBy(() -> balancer.setWeight(1, 0)).hasMessageContaining("1 to 255, not 0");
  }

  @Test
  void weightsCountOnlyWhereThePolicySaysSo() {
    balancer.setWeight(2, 100);
    set.setNodes(nodes(1, 2));
    assertThat(pick(PICKS)[1]).isEqualTo(PICKS / 2);
    set.setPolicy(BalancePolicy.WEIGHTED);
    assertThat(pick(PICKS)[1]).isBetween(90, 110);
    set.setPolicy(BalancePolicy.ROUND_ROBIN);
    assertThat(pick(PICKS)[1]).isBetween(PICKS / 2 - 100, PICKS / 2 + 100);
  }

  @Test
  void leastFlowsEvensOut() {
    set.setPolicy(BalancePolicy.LEAST_FLOWS);
    set.setNodes(nodes(1, 2, 3));
    flows[1] = 500;
    flows[2] = 100;
    int[] picks = pick(900);
    assertThat(picks[1]).isZero();
    assertThat(picks[2]).isEqualTo(400);
    assertThat(picks[3]).isEqualTo(500);
  }

  @ParameterizedTest
  @EnumSource(BalancePolicy.class)
  void aDrainingNodeGetsNoNewFlow(BalancePolicy policy) {
    set.setPolicy(policy);
    set.setAffinity(MINUTE);
    set.setNodes(nodes(1, 2, 3));
    pick(300);
    balancer.setDraining(2, true);
    int[] picks = pick(PICKS);
    assertThat(picks[2]).isZero();
    assertThat(picks[1]).isPositive();
    balancer.setDraining(1, true);
    balancer.setDraining(3, true);
    assertThat(balancer.pick(set, from(1), 0)).isEqualTo(Balancer.NONE);
    balancer.setDraining(2, false);
    assertThat(balancer.pick(set, from(1), 0)).isEqualTo(2);
  }

  @Test
  void aSetWithoutNodesHasNone() {
    assertThat(balancer.pick(set, from(1), 0)).isEqualTo(Balancer.NONE);
    set.setNodes(nodes(4));
    assertThat(balancer.pick(set, from(1), 0)).isEqualTo(4);
    set.setNodes(nodes());
    assertThat(balancer.pick(set, from(1), 0)).isEqualTo(Balancer.NONE);
  }

  @Test
  void aSourceKeepsItsNodeForSoLong() {
    set.setAffinity(MINUTE);
    set.setNodes(nodes(1, 2, 3, 4));
    int node = balancer.pick(set, from(7), 0);
    for (int i = 1; i < 10; i++) {
      balancer.pick(set, from(100 + i), i * MINUTE / 2);
      assertThat(balancer.pick(set, from(7), i * MINUTE / 2)).as("refreshed").isEqualTo(node);
    }
    Set<Integer> later = new HashSet<>();
    for (int i = 10; i < 30; i++) {
      later.add(balancer.pick(set, from(7), i * MINUTE * 2));
    }
    assertThat(later).as("after the time-out").hasSizeGreaterThan(1);
  }

  @Test
  void whoHasASourceIsToldAlsoWhileItIsAway() {
    set.setAffinity(MINUTE);
    set.setNodes(nodes(1));
    assertThat(balancer.kept(set, from(7), 0)).isEqualTo(Balancer.NONE);
    assertThat(balancer.pick(set, from(7), 0)).isEqualTo(1);
    set.setNodes(nodes(2));
    assertThat(balancer.kept(set, from(7), MINUTE - 1)).isEqualTo(1);
    assertThat(balancer.kept(set, from(7), MINUTE)).isEqualTo(Balancer.NONE);
  }

  @Test
  void affinityIsPerPort() {
    set.setAffinity(MINUTE);
    set.setNodes(nodes(1, 2, 3, 4));
    ListenerSet other = new ListenerSet(2, random);
    other.setAffinity(MINUTE);
    other.setNodes(nodes(8));
    int node = balancer.pick(set, from(7), 0);
    assertThat(balancer.pick(other, from(7), 0)).isEqualTo(8);
    assertThat(balancer.pick(set, from(7), 0)).isEqualTo(node);
  }

  @Test
  void aNewNodeMovesNoSource() {
    set.setAffinity(MINUTE);
    set.setNodes(nodes(1, 2, 3));
    int sources = 2_000;
    int[] before = new int[sources];
    for (int i = 0; i < sources; i++) {
      before[i] = balancer.pick(set, from(i), 0);
    }
    set.setNodes(nodes(1, 2, 3, 4));
    for (int i = 0; i < sources; i++) {
      assertThat(balancer.pick(set, from(i), 1)).isEqualTo(before[i]);
    }
    set.setNodes(nodes(2, 3, 4));
    for (int i = 0; i < sources; i++) {
      int after = balancer.pick(set, from(i), 2);
      assertThat(after).isNotEqualTo(1);
      if (before[i] != 1) {
        assertThat(after).isEqualTo(before[i]);
      }
    }
  }

  /** More sources than it remembers: the others are balanced, nothing grows. */
  @Test
  void affinityIsBounded() {
    set.setAffinity(MINUTE);
    set.setNodes(nodes(1, 2, 3, 4));
    int[] picks = pick(200_000);
    for (int node = 1; node <= 4; node++) {
      assertThat(picks[node]).isBetween(45_000, 55_000);
    }
    assertThat(balancer.pick(set, from(199_999), 0))
        .isEqualTo(balancer.pick(set, from(199_999), 1));
  }

  private static BitSet nodes(int... ids) {
    BitSet nodes = new BitSet();
    for (int each : ids) {
      nodes.set(each);
    }
    return nodes;
  }
}
