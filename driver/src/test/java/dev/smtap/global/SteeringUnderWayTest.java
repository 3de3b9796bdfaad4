package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT;
import static dev.smtap.global.CommandedSteering.NEIGHBOUR;
import static dev.smtap.global.CommandedSteering.flow;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static dev.smtap.global.SteeringBed.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Peer;
import dev.smtap.local.Steering;
import dev.smtap.wire.FlowKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Segments of connections that came in at another node before, when there are more of them than
 * questions: the tables of the others are looked into.
 */
class SteeringUnderWayTest {
  /** Far more than may be asked about at once. */
  private static final int FLOWS = 2_500;

  private static final int FIRST_PORT = 10_000;
  private static final int SYN_ACK = FlowKey.SYN | FlowKey.ACK;

  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    test.peersServe();
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private ConnectionTable makeTable(int peer) throws Exception {
    ConnectionTable table = test.bed().makeTable(peer);
    table.setTime(System.nanoTime());
    return table;
  }

  private static void give(ConnectionTable table, int port, int node, long generation) {
    FlowKey flow = flow(CLIENT, port);
    int entry = table.record(flow, node, generation, DecidingStep.LISTENER, FlowKey.SYN);
    table.count(entry, FlowKey.SYN, 60);
    table.count(entry, FlowKey.ACK, 52);
  }

  private static void give(ConnectionTable table, int port, int node) {
    give(table, port, node, 1_000L + node);
  }

  /** The clock stands still, so that nobody can be asked any more. */
  private void spendQuestions() {
    long before;
    int port = 1;
    do {
      before = count(SearchCounter.QUESTIONS);
      assertThat(test.steerTcp(NEIGHBOUR, port++, FlowKey.ACK)).isEqualTo(Steering.TAKEN);
    } while (count(SearchCounter.QUESTIONS) > before);
  }

  private int steer(int port, int flags) {
    return test.steerTcp(CLIENT, port, flags);
  }

  private long count(SearchCounter counter) {
    return test.run().counters().get(counter);
  }

  @Test
  void allAreFoundThoughNobodyCanBeAsked() throws Exception {
    ConnectionTable ofGood = makeTable(GOOD);
    ConnectionTable ofHostile = makeTable(HOSTILE);
    for (int i = 0; i < FLOWS; i++) {
      give((i & 2) == 0 ? ofGood : ofHostile, FIRST_PORT + i, (i & 1) == 0 ? GOOD : HOSTILE);
    }
    spendQuestions();
    long asked = count(SearchCounter.QUESTIONS);
    for (SearchCounter how : new SearchCounter[] {SearchCounter.TAKEN_OVER, SearchCounter.KNOWN}) {
      for (int i = 0; i < FLOWS; i++) {
        int owner = (i & 1) == 0 ? GOOD : HOSTILE;
        assertThat(steer(FIRST_PORT + i, FlowKey.ACK)).as("flow " + i).isEqualTo(owner);
      }
      assertThat(count(how)).isEqualTo(FLOWS);
    }
    assertThat(count(SearchCounter.QUESTIONS)).isEqualTo(asked);
    ConnectionTable own = test.run().table();
    int entry = own.find(flow(CLIENT, FIRST_PORT));
    assertThat(own.step(entry)).isEqualTo(DecidingStep.TAKEN_OVER);
    assertThat(own.state(entry)).isEqualTo(FlowState.ESTABLISHED);
  }

  /** Its node knows better than any table. */
  @Test
  void whoCanBeAskedIsAsked() throws Exception {
    give(makeTable(HOSTILE), FIRST_PORT, HOSTILE);
    assertThat(steer(FIRST_PORT, FlowKey.ACK)).isEqualTo(Steering.TAKEN);
    test.say(HOSTILE, Verdict.NONE);
    test.answer(GOOD, Verdict.EXACT);
    assertThat(test.readyNode()).isEqualTo(GOOD);
    assertThat(count(SearchCounter.TAKEN_OVER)).isZero();
  }

  @Test
  void whatNoTableHasIsNotDelivered() throws Exception {
    give(makeTable(GOOD), FIRST_PORT, GOOD);
    spendQuestions();
    isNotDelivered(FIRST_PORT + 1, FlowKey.ACK);
  }

  /** The table may have a connection that had the same ends before. */
  @Test
  void theFirstAnswerToAConnectionIsOfANewOne() throws Exception {
    give(makeTable(GOOD), FIRST_PORT, GOOD);
    spendQuestions();
    isNotDelivered(FIRST_PORT, SYN_ACK);
  }

  @Test
  void aNodeThatHasStartedAgainHasNoneFromBefore() throws Exception {
    give(makeTable(HOSTILE), FIRST_PORT, GOOD, 1_000L + GOOD - 1);
    spendQuestions();
    isNotDelivered(FIRST_PORT, FlowKey.ACK);
  }

  @Test
  void thisNodeHasNoneOfWhichItsKernelDoesNotKnow() throws Exception {
    give(makeTable(HOSTILE), FIRST_PORT, OWN);
    spendQuestions();
    isNotDelivered(FIRST_PORT, FlowKey.ACK);
  }

  @Test
  void whatIsTooOldDoesNotCount() throws Exception {
    give(makeTable(HOSTILE), FIRST_PORT, GOOD);
    test.pass(FlowTimeouts.DEFAULT.established().toNanos() + 2_000_000_000L);
    spendQuestions();
    isNotDelivered(FIRST_PORT, FlowKey.ACK);
  }

  /** By an older entry it is another node's, which would reset it. */
  @Test
  void aNodeThatHangsKeepsIts() throws Exception {
    give(makeTable(GOOD), FIRST_PORT, GOOD);
    ConnectionTable younger = makeTable(HOSTILE);
    younger.setTime(System.nanoTime() + 5_000_000_000L);
    give(younger, FIRST_PORT, HOSTILE);
    test.pass(5_000_000_000L);
    test.bed().peer(HOSTILE).setHealth(Peer.Health.HUNG);
    spendQuestions();
    assertThat(steer(FIRST_PORT, FlowKey.ACK)).isEqualTo(HOSTILE);
  }

  private void isNotDelivered(int port, int flags) {
    long dropped = test.run().sent().get(AdapterSendCounter.WAIT_FULL);
    assertThat(steer(port, flags)).isEqualTo(Steering.TAKEN);
    assertThat(test.run().sent().get(AdapterSendCounter.WAIT_FULL)).isEqualTo(dropped + 1);
    assertThat(test.run().table().find(flow(CLIENT, port))).isEqualTo(ConnectionTable.NONE);
    assertThat(count(SearchCounter.TAKEN_OVER)).isZero();
  }
}
