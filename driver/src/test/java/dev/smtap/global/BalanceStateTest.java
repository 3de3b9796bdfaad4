package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.posix.SystemException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words in which a node says how it spreads flows. */
class BalanceStateTest {
  private static Rule rule(Random random) {
    BalancePolicy[] policies = BalancePolicy.values();
    return new Rule(
        policies[random.nextInt(policies.length)],
        Duration.ofSeconds(random.nextLong(Rule.LONGEST_AFFINITY.toSeconds() + 1)));
  }

  @Test
  void whatIsWrittenIsRead() throws SystemException {
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      BalanceRules rules = BalanceRules.DEFAULT.withUsual(rule(random));
      for (int ports = random.nextInt(BalanceRules.MOST_PORTS + 1); ports > 0; ports--) {
        rules = rules.with(1 + random.nextInt(65_535), rule(random));
      }
      BalanceState state =
          new BalanceState(
              1 + random.nextInt(GlobalSettings.MOST_WEIGHT), random.nextBoolean(), rules);
      assertThat(BalanceState.parse(state.words())).isEqualTo(state);
    }
  }

  @Test
  void theWordsAreThese() {
    BalanceRules rules =
        BalanceRules.DEFAULT.with(80, new Rule(BalancePolicy.LEAST_FLOWS, Duration.ofSeconds(60)));
    assertThat(new BalanceState(3, true, rules).words())
        .isEqualTo("weight=3 draining=yes usual=round-robin,0 80=least-flows,60");
  }

  @Test
  void aNewerNodeMaySayMore() throws SystemException {
    assertThat(BalanceState.parse("weight=2 colour=red draining=no usual=weighted,5 "))
        .isEqualTo(
            new BalanceState(
                2,
                false,
                new BalanceRules(
                    new Rule(BalancePolicy.WEIGHTED, Duration.ofSeconds(5)), Map.of())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "weight=1 draining=no",
        "weight=0 draining=no usual=weighted,0",
        "weight=256 draining=no usual=weighted,0",
        "weight=x draining=no usual=weighted,0",
        "weight=1 draining=no usual=heavy,0",
        "weight=1 draining=no usual=weighted",
        "weight=1 draining=no usual=weighted,-1",
        "weight=1 draining=no usual=weighted,9999999",
        "weight=1 draining=no usual=weighted,0 80=weighted,",
      })
  void nonsenseIsRefusedInWords(String words) {
    assertThatThrownBy(() -> BalanceState.parse(words))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("use the version of smtap that runs the node");
  }

  @Test
  void portsWithRulesAreBounded() {
    BalanceRules rules = BalanceRules.DEFAULT;
    for (int port = 1; port <= BalanceRules.MOST_PORTS; port++) {
      assertThat(rules.hasRoomFor(port)).isTrue();
      rules = rules.with(port, Rule.DEFAULT);
    }
    assertThat(rules.hasRoomFor(1)).isTrue();
    assertThat(rules.hasRoomFor(1_000)).isFalse();
    assertThat(rules.without(7).hasRoomFor(1_000)).isTrue();
  }
}
