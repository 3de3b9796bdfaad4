package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT;
import static dev.smtap.global.CommandedSteering.PORT;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static dev.smtap.global.SteeringBed.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.NodeView;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import dev.smtap.wire.FlowKey;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flows of sockets that are not connected, which came in at another node before: its table is
 * looked into. {@link SteeringHostileTableTest} has tables that lie.
 */
class SteeringTakeOverTest {
  /** By turns half of them would go elsewhere. */
  private static final int FLOWS = 12;

  private static final int FIRST_PORT = 5_000;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long FORMER_GENERATION = 900;

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

  private static FlowKey flow(int port) {
    return CommandedSteering.flow(CLIENT, port).setProtocol(FlowKey.UDP);
  }

  private static long generation(int nodeId) {
    return 1_000L + nodeId;
  }

  /** A peer's table in which all flows are of one node. */
  private ConnectionTable tableOf(int peer, int owner, long generation) throws Exception {
    ConnectionTable table = test.bed().makeTable(peer);
    give(table, owner, generation);
    return table;
  }

  private static void give(ConnectionTable table, int owner, long generation) {
    table.setTime(System.nanoTime());
    for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
      int entry = table.record(flow(port), owner, generation, DecidingStep.LISTENER, 0);
      table.count(entry, 0, 100);
    }
  }

  /** The nodes that get the flows when both peers have a socket for each. */
  private Set<Integer> nodesOfAll() {
    Set<Integer> nodes = new TreeSet<>();
    for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
      nodes.add(nodeOf(TestFrames.udp(CLIENT, SteeringBed.GLOBAL4, port, PORT)));
    }
    return nodes;
  }

  private int nodeOf(byte[] frame) {
    assertThat(test.steer(frame)).isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.LISTENER);
    return test.readyNode();
  }

  /** The same when only one of them answers. */
  private Set<Integer> nodesWithoutHostile() {
    Set<Integer> nodes = new TreeSet<>();
    for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
      byte[] frame = TestFrames.udp(CLIENT, SteeringBed.GLOBAL4, port, PORT);
      assertThat(test.steer(frame)).isEqualTo(Steering.TAKEN);
      test.answer(GOOD, Verdict.LISTENER);
      test.passDeadline();
      nodes.add(test.readyNode());
    }
    return nodes;
  }

  private long takenOver() {
    return test.run().counters().get(SearchCounter.TAKEN_OVER);
  }

  @Test
  void aFlowStaysWhereAnotherNodeHasSentIt() throws Exception {
    var _ = tableOf(HOSTILE, GOOD, generation(GOOD));
    assertThat(nodesOfAll()).containsExactly(GOOD);
    assertThat(takenOver()).isEqualTo(FLOWS);
    int entry = test.run().table().find(flow(FIRST_PORT));
    assertThat(test.run().table().step(entry)).isEqualTo(DecidingStep.TAKEN_OVER);
  }

  @Test
  void aFlowThatNobodyHadIsBalanced() throws Exception {
    assertThat(nodesOfAll()).containsExactly(GOOD, HOSTILE);
    assertThat(takenOver()).isZero();
  }

  @Test
  void aConnectionIsNotLookedForThere() throws Exception {
    ConnectionTable table = test.bed().makeTable(HOSTILE);
    table.setTime(System.nanoTime());
    for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
      FlowKey flow = CommandedSteering.flow(CLIENT, port);
      var _ = table.record(flow, GOOD, generation(GOOD), DecidingStep.LISTENER, FlowKey.SYN);
    }
    Set<Integer> nodes = new TreeSet<>();
    for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
      nodes.add(nodeOf(TestFrames.tcp(CLIENT, SteeringBed.GLOBAL4, port, PORT, FlowKey.SYN)));
    }
    assertThat(nodes).containsExactly(GOOD, HOSTILE);
  }

  @Test
  void aNodeThatHasNoSocketForItDoesNotGetIt() throws Exception {
    var _ = tableOf(HOSTILE, OWN, generation(OWN));
    assertThat(nodesOfAll()).containsExactly(GOOD, HOSTILE);
  }

  @Test
  void aNodeThatHasStartedAgainHasNoFlowsFromBefore() throws Exception {
    var _ = tableOf(HOSTILE, GOOD, generation(GOOD) - 1);
    assertThat(nodesOfAll()).containsExactly(GOOD, HOSTILE);
  }

  @Test
  void whatIsTooOldDoesNotCount() throws Exception {
    var _ = tableOf(HOSTILE, GOOD, generation(GOOD));
    test.pass(FlowTimeouts.DEFAULT.datagrams().toNanos() + 2 * SECOND_NANOS);
    assertThat(nodesOfAll()).containsExactly(GOOD, HOSTILE);
  }

  /** Time goes by, and then all flows have packets that one table sees. */
  private void goOnIn(ConnectionTable younger) {
    test.pass(5 * SECOND_NANOS);
    younger.setTime(System.nanoTime() + 5 * SECOND_NANOS);
    for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
      younger.count(younger.find(flow(port)), 0, 100);
    }
  }

  @Test
  void theTableThatSawTheFlowLastCounts() throws Exception {
    ConnectionTable older = tableOf(GOOD, GOOD, generation(GOOD));
    ConnectionTable younger = tableOf(HOSTILE, HOSTILE, generation(HOSTILE));
    goOnIn(younger);
    assertThat(older.flows()).isEqualTo(FLOWS);
    assertThat(nodesOfAll()).containsExactly(HOSTILE);
  }

  @Test
  void aFlowStaysWithANodeThatDrains() throws Exception {
    test.bed().serve(GOOD).setDraining(true);
    var _ = tableOf(HOSTILE, GOOD, generation(GOOD));
    assertThat(nodesOfAll()).containsExactly(GOOD);
  }

  /** Nobody else has a socket for it; a new flow is refused. */
  @Test
  void aFlowStaysWithTheOnlyNodeWhileThatDrains() throws Exception {
    test.bed().serve(GOOD).setDraining(true);
    var _ = tableOf(HOSTILE, GOOD, generation(GOOD));
    assertThat(nodeOfGoodOnly(FIRST_PORT)).isEqualTo(GOOD);
    assertThat(takenOver()).isEqualTo(1);
    assertThat(nodeOfGoodOnly(FIRST_PORT + FLOWS)).isZero();
  }

  private int nodeOfGoodOnly(int port) {
    assertThat(test.steer(TestFrames.udp(CLIENT, SteeringBed.GLOBAL4, port, PORT)))
        .isEqualTo(Steering.TAKEN);
    test.say(GOOD, Verdict.LISTENER);
    test.answer(HOSTILE, Verdict.NONE);
    return test.readyNode();
  }

  /** Its table says so, or another's; by turns half of the flows would go elsewhere. */
  @ParameterizedTest
  @ValueSource(ints = {GOOD, HOSTILE})
  void whoIsLateKeepsThem(int peer) throws Exception {
    for (int id : new int[] {GOOD, HOSTILE}) {
      var _ = test.publishBound(id);
    }
    var _ = tableOf(peer, HOSTILE, generation(HOSTILE));
    // It is waited for once, and for the others not any more.
    assertThat(nodesWithoutHostile()).containsExactly(HOSTILE);
    assertThat(takenOver()).isEqualTo(FLOWS);
    assertThat(test.run().counters().get(SearchCounter.OVERDUE)).isEqualTo(1);
  }

  @Test
  void whoIsLateGetsNoFlowThatItNeverHad() throws Exception {
    for (int id : new int[] {GOOD, HOSTILE}) {
      var _ = test.publishBound(id);
    }
    var _ = tableOf(GOOD, GOOD, generation(GOOD));
    assertThat(nodesWithoutHostile()).containsExactly(GOOD);
  }

  /** It publishes none: who takes the flow is found as always. */
  @Test
  void whoIsLateAndHasNoSocketAnyMoreLosesThem() throws Exception {
    var _ = tableOf(GOOD, HOSTILE, generation(HOSTILE));
    assertThat(nodesWithoutHostile()).containsExactly(GOOD);
    assertThat(takenOver()).isZero();
  }

  /** Who is late, and has the flow by an older table, is not the one that had it last. */
  @Test
  void whoIsLateDoesNotGetBackWhatWentOn() throws Exception {
    for (int id : new int[] {GOOD, HOSTILE}) {
      var _ = test.publishBound(id);
    }
    var _ = tableOf(HOSTILE, HOSTILE, generation(HOSTILE));
    ConnectionTable younger = tableOf(GOOD, GOOD, generation(GOOD));
    goOnIn(younger);
    assertThat(nodesWithoutHostile()).containsExactly(GOOD);
    assertThat(takenOver()).isEqualTo(FLOWS);
  }

  /** What a dead node has left, for as long as it would have kept it itself. */
  @Test
  void theTableOfADeadNodeIsReadForAWhile() throws Exception {
    NodeView view = test.bed().peer(HOSTILE).view();
    var _ = tableOf(HOSTILE, GOOD, generation(GOOD));
    long untilNanos = System.nanoTime() + 100 * SECOND_NANOS;
    LeftTable left = LeftTable.open(view, test.bed().info(OWN), untilNanos).orElseThrow();
    // No other way leads there any more.
    var _ = test.bed().serve(HOSTILE);
    OtherTables tables = test.run().steering().members().tables();
    tables.keep(left);
    assertThat(nodesOfAll()).containsExactly(GOOD);
    tables.dropLeft(untilNanos);
    for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
      assertThat(test.run().table().remove(flow(port))).isTrue();
    }
    assertThat(nodesOfAll()).containsExactly(GOOD, HOSTILE);
  }

  @Test
  void aTableWithoutFlowsIsNotKept() throws Exception {
    var _ = test.bed().makeTable(HOSTILE);
    NodeView view = test.bed().peer(HOSTILE).view();
    assertThat(LeftTable.open(view, test.bed().info(OWN), 0)).isEmpty();
  }

  /** What this node's former self has left: its programs, and their sockets, are there still. */
  @Test
  void flowsStayHereWhenThisNodeStartsAgain() throws Exception {
    assertThat(nodesAfterARestart(FORMER_GENERATION)).containsExactly(OWN);
    assertThat(takenOver()).isEqualTo(FLOWS);
  }

  @Test
  void flowsOfALifeBeforeTheLastDoNot() throws Exception {
    assertThat(nodesAfterARestart(FORMER_GENERATION - 1)).containsExactly(OWN, GOOD);
    assertThat(takenOver()).isZero();
  }

  /** The nodes that get flows which the table of the former self says that it had. */
  private Set<Integer> nodesAfterARestart(long generation) throws Exception {
    SteeringBed bed = test.bed();
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(SteeringBed.GLOBAL4, 0))) {
      int local = socket.getLocalPort();
      long untilNanos = System.nanoTime() + 100 * SECOND_NANOS;
      try (NodeView view =
          bed.leave(OWN, FORMER_GENERATION, table -> giveOwn(table, local, generation))) {
        LeftTable left = LeftTable.open(view, bed.info(OWN), untilNanos).orElseThrow();
        test.run().steering().members().tables().keep(left);
      }
      Set<Integer> nodes = new TreeSet<>();
      for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
        byte[] frame = TestFrames.udp(CLIENT, SteeringBed.GLOBAL4, port, local);
        assertThat(test.steer(frame)).isEqualTo(Steering.TAKEN);
        test.say(GOOD, Verdict.LISTENER);
        test.answer(HOSTILE, Verdict.NONE);
        nodes.add(test.readyNode());
      }
      return nodes;
    }
  }

  private static void giveOwn(ConnectionTable table, int local, long generation) {
    table.setTime(System.nanoTime());
    for (int port = FIRST_PORT; port < FIRST_PORT + FLOWS; port++) {
      FlowKey flow = flow(port).setPorts(local, port);
      int entry = table.record(flow, OWN, generation, DecidingStep.LISTENER, 0);
      table.count(entry, 0, 100);
    }
  }
}
