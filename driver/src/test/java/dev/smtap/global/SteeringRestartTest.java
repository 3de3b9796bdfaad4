package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.NEIGHBOUR;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static dev.smtap.global.SteeringBed.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import dev.smtap.wire.FlowKey;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets for a node that is being restarted: its sockets live on, so nothing is refused. */
class SteeringRestartTest {
  private static final int ACK = 0x10;

  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    test.run().steering().expectBack(HOSTILE);
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private long rejected() {
    return test.run().counters().get(SearchCounter.REJECTED);
  }

  private int steerSegment() {
    return test.steerTcp(NEIGHBOUR, CLIENT_PORT, ACK);
  }

  @Test
  void aConnectionIsNotRefusedWhileItsNodeStarts() throws Exception {
    var _ = test.bed().serve(GOOD);
    assertThat(steerSegment()).isEqualTo(Steering.TAKEN);
    test.answer(GOOD, Verdict.NONE);
    assertThat(test.readyNode()).isZero();
    assertThat(rejected()).isZero();
    var _ = test.bed().serve(HOSTILE);
    assertThat(steerSegment()).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.NONE);
    test.answer(HOSTILE, Verdict.EXACT);
    assertThat(test.readyNode()).isEqualTo(HOSTILE);
    assertThat(steerSegment()).isEqualTo(HOSTILE);
  }

  @Test
  void whatItSaysBeforeItServesIsNoAnswer() throws Exception {
    var _ = test.bed().serve(GOOD);
    assertThat(steerSegment()).isEqualTo(Steering.TAKEN);
    test.say(HOSTILE, Verdict.NONE);
    test.answer(GOOD, Verdict.NONE);
    assertThat(test.readyNode()).isZero();
    assertThat(rejected()).isZero();
  }

  @Test
  void whoBeginsToServeBetweenTwoLooksIsInOneOfThem() throws Exception {
    FlowKey key = CommandedSteering.flow(NEIGHBOUR, CLIENT_PORT);
    BitSet serving = new BitSet();
    BitSet expected = new BitSet();
    Members members = test.run().steering().members();
    test.pass(TimeUnit.SECONDS.toNanos(10));
    members.findServing(key, serving);
    members.findExpected(key, test.run().steering().nanoTime(), serving, expected);
    assertThat(expected.isEmpty()).isTrue();
    var _ = test.bed().serve(GOOD);
    members.findExpected(key, test.run().steering().nanoTime(), serving, expected);
    assertThat(expected.get(GOOD)).isTrue();
    members.findServing(key, serving);
    members.findExpected(key, test.run().steering().nanoTime(), serving, expected);
    assertThat(expected.isEmpty()).isTrue();
  }

  @Test
  void anotherThatListensGetsNewConnections() throws Exception {
    var _ = test.publishListener(GOOD);
    assertThat(test.steerSyn(NEIGHBOUR, CLIENT_PORT)).isEqualTo(Steering.TAKEN);
    test.answer(GOOD, Verdict.LISTENER);
    assertThat(test.readyNode()).isEqualTo(GOOD);
  }

  @Test
  void whoDoesNotComeBackIsGivenUp() {
    assertThat(test.steerSyn(NEIGHBOUR, CLIENT_PORT)).isEqualTo(Steering.TAKEN);
    assertThat(steerSegment()).isEqualTo(Steering.TAKEN);
    assertThat(rejected()).isZero();
    test.pass(TimeUnit.SECONDS.toNanos(10));
    assertThat(test.steerSyn(NEIGHBOUR, CLIENT_PORT)).isEqualTo(OWN);
    assertThat(steerSegment()).isEqualTo(OWN);
    assertThat(rejected()).isEqualTo(2);
  }
}
