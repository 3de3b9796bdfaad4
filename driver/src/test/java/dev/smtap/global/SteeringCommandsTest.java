package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT;
import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.NEIGHBOUR;
import static dev.smtap.global.CommandedSteering.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Peer;
import dev.smtap.local.Steering;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.wire.Command;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What other nodes may bring about by commands and by what they publish, and what not. */
class SteeringCommandsTest {
  private CommandedSteering test;
  private SteeringBed bed;
  private SteeringBed.Run run;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    bed = test.bed();
    run = test.run();
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private int steerSyn() {
    return test.steerSyn(CLIENT, CLIENT_PORT);
  }

  private void answer(int nodeId, Verdict verdict) {
    test.answer(nodeId, verdict);
  }

  private int readyNode() {
    return test.readyNode();
  }

  /** That is no reason to say, here or to others, that a connection is not there. */
  @Test
  void nothingIsRefusedWhileTheKernelDoesNotSay() {
    int ack = 0x10;
    run.loseKernel();
    assertThat(test.steerTcp(NEIGHBOUR, CLIENT_PORT, ack)).isEqualTo(Steering.TAKEN);
    var _ = bed.serve(SteeringBed.GOOD);
    assertThat(test.steerTcp(NEIGHBOUR, CLIENT_PORT, ack)).isEqualTo(Steering.TAKEN);
    answer(SteeringBed.GOOD, Verdict.NONE);
    assertThat(readyNode()).isZero();
    assertThat(run.counters().get(SearchCounter.REJECTED)).isZero();
    test.cast(SteeringBed.GOOD, Command.QUESTION, 5, CommandedSteering.flow(CLIENT, CLIENT_PORT));
    run.steering().service();
    assertThat(test.commands().others()).as("answers").isZero();
  }

  /** Nobody tells of the end of TIME_WAIT. */
  @Test
  void theFlowOfAConnectionThatIsOverCloses() {
    var _ = bed.serve(SteeringBed.GOOD);
    int ack = 0x10;
    for (Verdict each : new Verdict[] {Verdict.LINGERING, Verdict.EXACT}) {
      int port = CLIENT_PORT + each.ordinal();
      for (int i = 0; i < 3; i++) {
        var _ = test.steerTcp(CLIENT, port, ack);
      }
      answer(SteeringBed.GOOD, each);
      assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
      int entry = run.table().find(CommandedSteering.flow(CLIENT, port));
      assertThat(run.table().state(entry))
          .isEqualTo(each == Verdict.EXACT ? FlowState.ESTABLISHED : FlowState.CLOSING);
    }
  }

  @Test
  void whoSaysThatItListensGetsTheFrame() {
    var _ = bed.serve(SteeringBed.GOOD);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    answer(SteeringBed.GOOD, Verdict.LISTENER);
    assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
    assertThat(steerSyn()).isEqualTo(SteeringBed.GOOD);
  }

  @Test
  void anAnswerThatWasCastIsNone() {
    var _ = bed.serve(SteeringBed.GOOD);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    for (int node : new int[] {SteeringBed.OWN, SteeringBed.GOOD, SteeringBed.HOSTILE, 4_000}) {
      long question = test.commands().lastQuestion();
      long argument = CommandDescriptor.answer(question, Verdict.EXACT);
      test.cast(node, Command.ANSWER, argument, CommandedSteering.flow(CLIENT, CLIENT_PORT));
    }
    run.steering().service();
    assertThat(readyNode()).isZero();
    answer(SteeringBed.GOOD, Verdict.LISTENER);
    assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
  }

  @Test
  void whoDoesNotServeTheAddressHasNoSocket() {
    var _ = bed.serve(SteeringBed.GOOD);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    answer(SteeringBed.HOSTILE, Verdict.EXACT);
    assertThat(readyNode()).isZero();
    answer(SteeringBed.GOOD, Verdict.NONE);
    assertThat(readyNode()).isZero();
    assertThat(run.sent().get(AdapterSendCounter.NO_OWNER)).isEqualTo(1);
    assertThat(run.table().flows()).isZero();
  }

  /** However fast others ask, frames have their turn, and what is put off is bounded. */
  @Test
  void questionsTakeTurnsWithFrames() {
    for (int i = 0; i < 10_000; i++) {
      test.cast(
          SteeringBed.HOSTILE, Command.QUESTION, i, CommandedSteering.flow(CLIENT, CLIENT_PORT));
    }
    run.steering().service();
    assertThat(test.commands().others()).as("answers before the next frame").isBetween(1, 64);
    assertThat(test.commands().wakeUps()).as("asks to be called again").isPositive();
    for (int i = 0; i < 1_000; i++) {
      run.steering().service();
    }
    assertThat(test.commands().others()).as("answers to all that was kept").isBetween(100, 1_000);
    assertThat(run.counters().get(SearchCounter.ANSWERS)).isEqualTo(test.commands().others());
  }

  /**
   * As the transmitter and the control thread do: the JVM may tell of a lost page some calls behind
   * the access (once in some thousand runs), where nobody knows any more whose it was. Then the
   * frame in hand is lost, and the kernel is asked.
   */
  private int steerSynPastLoss() {
    try {
      int done = steerSyn();
      assertThat(bed.lost()).isEqualTo(1);
      return done;
    } catch (InternalError e) {
      assertThat(bed.peer(SteeringBed.HOSTILE).loseIfGone()).isTrue();
      assertThat(bed.peer(SteeringBed.GOOD).loseIfGone()).isFalse();
      return steerSyn();
    }
  }

  /** A peer whose file became shorter costs one frame at most, mostly none. */
  @Test
  void aPeerWhoseSectionIsTruncatedServesNothing() throws Exception {
    var _ = bed.serve(SteeringBed.GOOD);
    var _ = bed.serve(SteeringBed.HOSTILE);
    var file = bed.scratch().facility().node(SteeringBed.HOSTILE);
    try (FileHandle hostile = FileHandle.open(file, OpenFlags.O_RDWR, 0)) {
      hostile.setLength(4_096);
    }
    assertThat(steerSynPastLoss()).isEqualTo(Steering.TAKEN);
    int lost = bed.lost();
    assertThat(bed.peer(SteeringBed.HOSTILE).isLost()).isTrue();
    answer(SteeringBed.GOOD, Verdict.LISTENER);
    assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
    assertThat(steerSyn()).isEqualTo(SteeringBed.GOOD);
    assertThat(bed.lost()).as("it is not looked at again").isEqualTo(lost);
  }

  /** A control thread may lose its core for long while it publishes, and may die then. */
  @Test
  void aFlowStaysWithANodeThatPublishesAtTheMoment() {
    var _ = bed.serve(SteeringBed.GOOD);
    var _ = bed.serve(SteeringBed.HOSTILE);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    answer(SteeringBed.GOOD, Verdict.LISTENER);
    answer(SteeringBed.HOSTILE, Verdict.NONE);
    assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
    test.publishForEver(SteeringBed.GOOD);
    assertThat(steerSyn()).isEqualTo(SteeringBed.GOOD);
    bed.peer(SteeringBed.GOOD).setHealth(Peer.Health.DOWN);
    assertThat(steerSyn()).isEqualTo(Steering.TAKEN);
    answer(SteeringBed.HOSTILE, Verdict.LISTENER);
    assertThat(readyNode()).isEqualTo(SteeringBed.HOSTILE);
  }

  /** Above the rate of questions what others publish decides; while that changes, nothing does. */
  @Test
  void nothingIsRefusedForWhatCannotBeReadAtTheMoment() {
    var _ = bed.serve(SteeringBed.GOOD);
    test.publishForEver(SteeringBed.GOOD);
    long before = run.sent().get(AdapterSendCounter.WAIT_FULL);
    assertThat(test.steerSynUnasked(NEIGHBOUR)).isEqualTo(Steering.TAKEN);
    assertThat(run.sent().get(AdapterSendCounter.WAIT_FULL)).isEqualTo(before + 1);
    assertThat(run.counters().get(SearchCounter.REJECTED)).isZero();
  }

  @Test
  void whatHasNoSourceGoesNowhere() {
    InetAddress nobody = InetAddress.ofLiteral("::");
    byte[] frame = TestFrames.udp(nobody, SteeringBed.GLOBAL6, CLIENT_PORT, PORT);
    assertThat(test.steer(frame)).isEqualTo(Steering.TAKEN);
    assertThat(run.sent().get(AdapterSendCounter.NO_OWNER)).isEqualTo(1);
    assertThat(run.table().flows()).isZero();
  }
}
