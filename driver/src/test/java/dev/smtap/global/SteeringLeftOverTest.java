package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT;
import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.NEIGHBOUR;
import static dev.smtap.global.CommandedSteering.flow;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static dev.smtap.global.SteeringBed.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import dev.smtap.wire.FlowKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * SYNs with the ends of a connection that the table has: it may live, or nobody has heard that it
 * is over.
 */
class SteeringLeftOverTest {
  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    var _ = test.bed().serve(HOSTILE);
    var _ = test.publishListener(GOOD);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.NONE);
    assertThat(test.readyNode()).isEqualTo(GOOD);
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private int steerSyn() {
    return test.steerSyn(CLIENT, CLIENT_PORT);
  }

  private int steerAck() {
    return test.steerTcp(CLIENT, CLIENT_PORT, FlowKey.ACK);
  }

  /** The connection is there; then the one node listens no more, and the other one does. */
  private void establishAndMoveListener() throws Exception {
    assertThat(steerAck()).isEqualTo(GOOD);
    var _ = test.bed().serve(GOOD);
    var _ = test.publishListener(HOSTILE);
  }

  private void answerSyn(Verdict ofGood) {
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    test.say(GOOD, ofGood);
    test.answer(HOSTILE, Verdict.LISTENER);
  }

  /** The clock stands still, so that nobody can be asked any more. */
  private void spendQuestions() {
    long before;
    int port = 1;
    do {
      before = test.run().counters().get(SearchCounter.QUESTIONS);
      assertThat(test.steerTcp(NEIGHBOUR, port++, FlowKey.ACK)).isEqualTo(Steering.TAKEN);
    } while (test.run().counters().get(SearchCounter.QUESTIONS) > before);
  }

  private FlowState state() {
    ConnectionTable table = test.run().table();
    return table.state(table.find(flow(CLIENT, CLIENT_PORT)));
  }

  @Test
  void theNodeThatListensNowGetsIt() throws Exception {
    establishAndMoveListener();
    answerSyn(Verdict.NONE);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
    assertThat(steerSyn()).isEqualTo(HOSTILE);
    assertThat(steerAck()).isEqualTo(HOSTILE);
  }

  @Test
  void theNodeKeepsItWhileItListens() throws Exception {
    assertThat(steerAck()).isEqualTo(GOOD);
    var _ = test.publishListener(HOSTILE);
    assertThat(steerSyn()).isEqualTo(GOOD);
  }

  /** It may listen. */
  @Test
  void theNodeKeepsItWhileWhatItPublishesChanges() throws Exception {
    establishAndMoveListener();
    test.publishForEver(GOOD);
    assertThat(steerSyn()).isEqualTo(GOOD);
  }

  @Test
  void aNodeThatDrainsGetsNoNewOne() throws Exception {
    assertThat(steerAck()).isEqualTo(GOOD);
    test.publishListener(GOOD).setDraining(true);
    var _ = test.publishListener(HOSTILE);
    answerSyn(Verdict.LISTENER);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
  }

  @Test
  void anOpeningSynThatComesAgainGoesWhereItWent() throws Exception {
    test.bed().serve(GOOD).setDraining(true);
    var _ = test.publishListener(HOSTILE);
    assertThat(steerSyn()).isEqualTo(GOOD);
  }

  /** Whoever forged it has changed nothing. */
  @Test
  void aConnectionThatLivesStays() throws Exception {
    establishAndMoveListener();
    answerSyn(Verdict.EXACT);
    assertThat(test.readyNode()).isEqualTo(GOOD);
    assertThat(state()).isEqualTo(FlowState.ESTABLISHED);
    assertThat(steerAck()).isEqualTo(GOOD);
  }

  @Test
  void nothingIsTakenFromANodeThatCannotBeAsked() throws Exception {
    establishAndMoveListener();
    spendQuestions();
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    assertThat(test.readyNode()).isZero();
    assertThat(steerAck()).isEqualTo(GOOD);
  }

  @Test
  void nothingIsTakenFromANodeThatIsLate() throws Exception {
    establishAndMoveListener();
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    test.answer(HOSTILE, Verdict.LISTENER);
    test.passDeadline();
    assertThat(test.readyNode()).isZero();
    test.answer(GOOD, Verdict.EXACT);
    assertThat(test.readyNode()).isEqualTo(GOOD);
    assertThat(steerAck()).isEqualTo(GOOD);
  }

  /** Its own kernel can always be asked. */
  @Test
  void whatWasThisNodesGoesElsewhereUnasked() throws Exception {
    establishAndMoveListener();
    FlowKey flow = flow(CLIENT, CLIENT_PORT);
    var _ = test.run().table().record(flow, OWN, 1_000L + OWN, DecidingStep.EXACT, FlowKey.ACK);
    assertThat(steerAck()).isEqualTo(OWN);
    spendQuestions();
    assertThat(steerSyn()).isEqualTo(HOSTILE);
  }
}
