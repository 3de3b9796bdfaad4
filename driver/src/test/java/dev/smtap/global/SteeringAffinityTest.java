package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.NEIGHBOUR;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.local.Peer;
import dev.smtap.local.Steering;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source that is to keep its node keeps it while that is only late. */
class SteeringAffinityTest {
  private static final Duration AFFINITY = Duration.ofMinutes(5);

  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    BalanceRules.Rule kept = new BalanceRules.Rule(BalancePolicy.ROUND_ROBIN, AFFINITY);
    test.run().steering().setRules(new BalanceRules(kept, Map.of()));
    for (int id : new int[] {GOOD, HOSTILE}) {
      var _ = test.publishListener(id);
    }
    // Only one of them has it to begin with.
    steerSyn(CLIENT_PORT);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.NONE);
    assertThat(test.readyNode()).isEqualTo(GOOD);
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private void steerSyn(int sourcePort) {
    assertThat(test.steerSyn(NEIGHBOUR, sourcePort)).isEqualTo(Steering.TAKEN);
  }

  /** The second time it is silent, and not even waited for. */
  @Test
  void whoIsLateKeepsItsSource() {
    for (int port = CLIENT_PORT + 1; port <= CLIENT_PORT + 2; port++) {
      steerSyn(port);
      test.answer(HOSTILE, Verdict.LISTENER);
      if (port == CLIENT_PORT + 1) {
        assertThat(test.readyNode()).isZero();
        test.passDeadline();
      }
      assertThat(test.readyNode()).as("port " + port).isEqualTo(GOOD);
    }
  }

  @Test
  void whoHasNoListenerAnyMoreLosesIt() {
    steerSyn(CLIENT_PORT + 1);
    test.say(GOOD, Verdict.NONE);
    test.answer(HOSTILE, Verdict.LISTENER);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
  }

  @Test
  void whoDiesLosesIt() {
    test.bed().peer(GOOD).setHealth(Peer.Health.DOWN);
    steerSyn(CLIENT_PORT + 1);
    test.answer(HOSTILE, Verdict.LISTENER);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
    test.bed().peer(GOOD).setHealth(Peer.Health.UP);
    steerSyn(CLIENT_PORT + 2);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.LISTENER);
    assertThat(test.readyNode()).as("and does not get it back").isEqualTo(HOSTILE);
  }
}
