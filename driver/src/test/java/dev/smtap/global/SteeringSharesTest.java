package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT;
import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import dev.smtap.wire.FlowKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers to connections that nodes open, when ports are shared out. */
class SteeringSharesTest {
  private static final int ANSWER = FlowKey.SYN | FlowKey.ACK;
  private static final int PORT = SteeringBed.SHARES.of(GOOD).orElseThrow().last();

  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private int steer(int port, int flags) {
    return test.steer(TestFrames.tcp(CLIENT, SteeringBed.GLOBAL4, CLIENT_PORT, port, flags));
  }

  private long questions() {
    return test.run().counters().get(SearchCounter.QUESTIONS);
  }

  /** The clock stands still, so that nobody can be asked any more. */
  private void spendQuestions() {
    long before;
    int port = 1;
    do {
      before = questions();
      assertThat(steer(port++, ANSWER)).isEqualTo(Steering.TAKEN);
    } while (questions() > before);
  }

  /** A program on another node may have bound the port. */
  @Test
  void whoCanBeAskedIsAsked() throws Exception {
    test.bed().serve(GOOD).setHasPorts(true);
    var _ = test.bed().serve(HOSTILE);
    assertThat(steer(PORT, ANSWER)).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.NONE);
    test.answer(HOSTILE, Verdict.EXACT);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
  }

  @Test
  void theFirstAnswerGoesToTheNodeWithThePortWhenNobodyCanBeAsked() throws Exception {
    test.bed().serve(GOOD).setHasPorts(true);
    test.bed().serve(HOSTILE).setHasPorts(true);
    spendQuestions();
    assertThat(steer(PORT, ANSWER)).isEqualTo(GOOD);
    assertThat(steer(PORT + 1, ANSWER)).isEqualTo(HOSTILE);
    assertThat(steer(PORT - 1, FlowKey.ACK)).as("no first answer").isEqualTo(Steering.TAKEN);
    assertThat(steer(PORT, FlowKey.ACK)).as("it is known by now").isEqualTo(GOOD);
    assertThat(test.run().counters().get(SearchCounter.UNASKED)).isEqualTo(2);
    assertThat(test.run().counters().get(SearchCounter.KNOWN)).isEqualTo(1);
  }

  @Test
  void allElseIsAskedFor() throws Exception {
    var good = test.bed().serve(GOOD);
    assertThat(steer(PORT, ANSWER)).as("it shares no ports").isEqualTo(Steering.TAKEN);
    assertThat(questions()).isEqualTo(1);
    good.setHasPorts(true);
    for (int flags : new int[] {FlowKey.ACK, FlowKey.SYN, FlowKey.FIN | FlowKey.ACK}) {
      assertThat(steer(PORT - flags, flags)).as("flags " + flags).isEqualTo(Steering.TAKEN);
    }
    assertThat(steer(PORT + 1, ANSWER)).as("no node serves").isEqualTo(Steering.TAKEN);
    assertThat(steer(9, ANSWER)).as("nobody's port").isEqualTo(Steering.TAKEN);
    assertThat(questions()).isEqualTo(6);
    assertThat(test.run().table().flows()).isZero();
  }
}
