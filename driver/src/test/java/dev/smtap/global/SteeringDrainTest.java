package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.NEIGHBOUR;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static dev.smtap.global.SteeringBed.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New flows while nodes drain: none is refused that a node may take which is only late. */
class SteeringDrainTest {
  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private void drainGood() throws Exception {
    test.publishListener(GOOD).setDraining(true);
  }

  private int steerSyn() {
    return test.steerSyn(NEIGHBOUR, CLIENT_PORT);
  }

  private long rejected() {
    return test.run().counters().get(SearchCounter.REJECTED);
  }

  @Test
  void whoIsLateGetsTheFlowWhenAllOthersDrain() throws Exception {
    drainGood();
    var _ = test.publishListener(HOSTILE);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    test.answer(GOOD, Verdict.LISTENER);
    test.passDeadline();
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
    assertThat(steerSyn()).isEqualTo(HOSTILE);
    assertThat(rejected()).isZero();
  }

  /** The second time it is not even waited for. */
  @Test
  void whoIsSilentGetsTheFlowWhenAllOthersDrain() throws Exception {
    drainGood();
    var _ = test.publishListener(HOSTILE);
    for (int port = CLIENT_PORT; port < CLIENT_PORT + 2; port++) {
      assertThat(test.steerSyn(NEIGHBOUR, port)).isEqualTo(Steering.TAKEN);
      test.answer(GOOD, Verdict.LISTENER);
      if (port == CLIENT_PORT) {
        test.passDeadline();
      }
      assertThat(test.readyNode()).as("port " + port).isEqualTo(HOSTILE);
    }
  }

  @Test
  void aFlowIsRefusedWhenAllWereHeardAndDrain() throws Exception {
    drainGood();
    test.publishListener(HOSTILE).setDraining(true);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.LISTENER);
    assertThat(test.readyNode()).isEqualTo(OWN);
    assertThat(rejected()).isEqualTo(1);
  }

  /** One with a socket for this foreign end only is asked first, and takes nothing new. */
  @Test
  void aListenerGetsWhatADrainingNodeHadASocketFor() throws Exception {
    drainGood();
    var _ = test.publishListener(HOSTILE);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.FOREIGN_END);
    test.answer(HOSTILE, Verdict.LISTENER);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
  }

  /** What is left of an old connection says nothing about listeners, and neither can be read. */
  @Test
  void nothingIsRefusedWhenWhatLingersCannotBeReadAtTheMoment() throws Exception {
    drainGood();
    var _ = test.publishListener(HOSTILE);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    test.publishForEver(HOSTILE);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.LINGERING);
    assertThat(test.readyNode()).isZero();
    assertThat(rejected()).isZero();
  }

  /** Above the rate of questions. */
  @Test
  void nothingIsRefusedUnaskedWhenAllThatCanBeReadDrain() throws Exception {
    drainGood();
    var _ = test.publishListener(HOSTILE);
    test.publishForEver(HOSTILE);
    long before = test.run().sent().get(AdapterSendCounter.WAIT_FULL);
    assertThat(test.steerSynUnasked(NEIGHBOUR)).isEqualTo(Steering.TAKEN);
    assertThat(test.run().sent().get(AdapterSendCounter.WAIT_FULL)).isEqualTo(before + 1);
    assertThat(rejected()).isZero();
  }

  @Test
  void whoDoesNotDrainGetsTheFlowUnasked() throws Exception {
    drainGood();
    var _ = test.publishListener(HOSTILE);
    assertThat(test.steerSynUnasked(NEIGHBOUR)).isEqualTo(HOSTILE);
  }
}
