package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT;
import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.PORT;
import static dev.smtap.global.CommandedSteering.flow;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import dev.smtap.wire.Command;
import dev.smtap.wire.FlowKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes say about sockets that are gone, or nearly, and what comes of answers that differ. */
class SteeringEndedTest {
  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    var _ = test.publishListener(GOOD);
    var _ = test.bed().serve(HOSTILE);
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private void open(int port) {
    assertThat(test.steerSyn(CLIENT, port)).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.NONE);
    assertThat(test.readyNode()).isEqualTo(GOOD);
  }

  private void service() {
    test.run().steering().service();
  }

  private long ended() {
    return test.run().counters().get(SearchCounter.ENDED);
  }

  @Test
  void aFlowThatItsNodeHasEndedIsForgotten() {
    open(CLIENT_PORT);
    open(CLIENT_PORT + 1);
    test.cast(GOOD, Command.ENDED, 1, flow(CLIENT, CLIENT_PORT));
    assertThat(ended()).as("only the transmitter may").isZero();
    service();
    assertThat(ended()).isEqualTo(1);
    assertThat(test.run().table().flows()).isEqualTo(1);
    assertThat(test.steerTcp(CLIENT, CLIENT_PORT + 1, FlowKey.ACK)).isEqualTo(GOOD);
    assertThat(test.steerTcp(CLIENT, CLIENT_PORT, FlowKey.ACK)).isEqualTo(Steering.TAKEN);
  }

  @Test
  void nobodyEndsFlowsOfOthers() {
    open(CLIENT_PORT);
    FlowKey key = flow(CLIENT, CLIENT_PORT);
    test.cast(HOSTILE, Command.ENDED, 1, key);
    test.cast(
        HOSTILE, Command.ENDED, 1, flow(CLIENT, CLIENT_PORT).setForeign(0, 0).setPorts(PORT, 0));
    test.cast(GOOD, 7, Command.ENDED, 1, key);
    test.cast(4_000, Command.ENDED, 1, key);
    for (long count : new long[] {0, -1, 2, Long.MAX_VALUE, Long.MIN_VALUE}) {
      test.cast(GOOD, Command.ENDED, count, key);
    }
    test.cast(GOOD, Command.ENDED, 1);
    service();
    assertThat(ended()).isZero();
    assertThat(test.steerTcp(CLIENT, CLIENT_PORT, FlowKey.ACK)).isEqualTo(GOOD);
  }

  @Test
  void allFlowsOfALocalEndAreForgottenTogether() {
    open(CLIENT_PORT);
    open(CLIENT_PORT + 1);
    FlowKey end = flow(CLIENT, CLIENT_PORT).setForeign(0, 0).setPorts(PORT, 0);
    test.cast(GOOD, Command.ENDED, 2, flow(CLIENT, 1), end);
    service();
    for (int port = CLIENT_PORT; port < CLIENT_PORT + 2; port++) {
      assertThat(test.steerTcp(CLIENT, port, FlowKey.ACK)).isEqualTo(Steering.TAKEN);
    }
    while (test.run().table().flows() > 0) {
      assertThat(test.commands().wakeUps()).as("asks to be called again").isPositive();
      service();
    }
    assertThat(ended()).isEqualTo(2);
  }

  /** What lingers gets late segments, and new connections are the listener's. */
  @Test
  void whatLingersIsForItsOwnSegmentsOnly() {
    assertThat(test.steerTcp(CLIENT, CLIENT_PORT, FlowKey.ACK)).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.NONE);
    test.answer(HOSTILE, Verdict.LINGERING);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
    assertThat(test.steerSyn(CLIENT, CLIENT_PORT + 1)).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.LINGERING);
    assertThat(test.readyNode()).isEqualTo(GOOD);
  }

  @Test
  void aSecondOwnerIsReportedHoweverLateItAnswers() {
    assertThat(test.steerTcp(CLIENT, CLIENT_PORT, FlowKey.ACK)).isEqualTo(Steering.TAKEN);
    test.answer(GOOD, Verdict.EXACT);
    test.answer(HOSTILE, Verdict.EXACT);
    assertThat(test.readyNode()).isEqualTo(GOOD);
    test.answer(HOSTILE, Verdict.EXACT);
    test.answer(GOOD, Verdict.EXACT);
    assertThat(test.run().counters().get(SearchCounter.CONFLICTS)).isPositive();
    assertThat(test.steerTcp(CLIENT, CLIENT_PORT, FlowKey.ACK)).isEqualTo(GOOD);
  }

  @Test
  void whoWasLateIsWaitedForAgainOnceItIsHeardOf() {
    assertThat(test.steerSyn(CLIENT, CLIENT_PORT)).isEqualTo(Steering.TAKEN);
    long first = test.commands().lastQuestion();
    test.passDeadline();
    assertThat(test.readyNode()).as("by what is published").isEqualTo(GOOD);
    test.say(GOOD, first, Verdict.LISTENER);
    service();
    // Nobody waits for the other one now, and the first is the only answer that counts.
    assertThat(test.steerSyn(CLIENT, CLIENT_PORT + 1)).isEqualTo(Steering.TAKEN);
    assertThat(test.readyNode()).isZero();
    test.answer(GOOD, Verdict.LISTENER);
    assertThat(test.readyNode()).isEqualTo(GOOD);
    assertThat(test.run().counters().get(SearchCounter.OVERDUE)).isEqualTo(1);
  }
}
