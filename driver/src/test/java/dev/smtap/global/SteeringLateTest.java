package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.NEIGHBOUR;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node answers late and has not published its listener yet; nobody else has one. */
class SteeringLateTest {
  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    test.peersServe();
    steerSyn(CLIENT_PORT);
    test.answer(GOOD, Verdict.NONE);
    test.passDeadline();
    assertThat(test.readyNode()).isZero();
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private void steerSyn(int sourcePort) {
    assertThat(test.steerSyn(NEIGHBOUR, sourcePort)).isEqualTo(Steering.TAKEN);
  }

  private long dropped() {
    return test.run().sent().get(AdapterSendCounter.NO_OWNER);
  }

  private long rejected() {
    return test.run().counters().get(SearchCounter.REJECTED);
  }

  @Test
  void itGetsTheFlowWhenItAnswersAfterAll() {
    assertThat(dropped()).isZero();
    test.answer(HOSTILE, Verdict.LISTENER);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
    assertThat(test.steerSyn(NEIGHBOUR, CLIENT_PORT)).isEqualTo(HOSTILE);
    assertThat(dropped() + rejected()).isZero();
  }

  @Test
  void theFlowIsRefusedWhenItSaysSo() {
    test.answer(HOSTILE, Verdict.NONE);
    assertThat(test.readyNode()).isEqualTo(SteeringBed.OWN);
    assertThat(rejected()).isEqualTo(1);
    assertThat(dropped()).isZero();
  }

  @Test
  void nothingIsSaidWhenItNeverAnswers() {
    test.pass(Questions.PATIENCE_NANOS - 1);
    assertThat(dropped()).isZero();
    test.pass(1);
    assertThat(test.readyNode()).isZero();
    assertThat(dropped()).isEqualTo(1);
    assertThat(rejected()).isZero();
    assertThat(test.run().table().flows()).isZero();
    assertThat(test.run().counters().get(SearchCounter.OVERDUE)).isEqualTo(1);
  }

  @Test
  void itGetsTheFlowWhenItHasPublishedItAtTheEnd() throws Exception {
    var _ = test.publishListener(HOSTILE);
    test.pass(Questions.PATIENCE_NANOS);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
  }

  /** It is silent now, and the next flows wait for it nevertheless: some, not all. */
  @Test
  void fewFlowsWaitForIt() {
    int flows = 20;
    for (int i = 1; i <= flows; i++) {
      steerSyn(CLIENT_PORT + i);
      test.answer(GOOD, Verdict.NONE);
    }
    assertThat(dropped()).isEqualTo(flows - 7L);
    test.answer(HOSTILE, Verdict.LISTENER);
    test.pass(Questions.PATIENCE_NANOS);
    assertThat(dropped()).isEqualTo(flows + 1L);
    assertThat(rejected()).isZero();
  }
}
