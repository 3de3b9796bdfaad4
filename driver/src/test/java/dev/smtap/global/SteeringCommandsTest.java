package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Peer;
import dev.smtap.local.Steering;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.Command;
import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What other nodes may bring about by commands and by what they publish, and what not. */
class SteeringCommandsTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
  private static final int CLIENT_PORT = 5_000;

  /** Nobody listens there. */
  private static final int PORT = 9;

  private static final int SYN = 2;

  private final SteeringBed.Commands commands = new SteeringBed.Commands();
  private SteeringBed bed;
  private SteeringBed.Run run;
  private FramePlace place;
  private MappedSection slot;

  @BeforeEach
  void make() throws Exception {
    bed = new SteeringBed();
    place = new FramePlace();
    slot = MappedSection.ofPrivateMemory(SlotDescriptor.LARGE_BYTES);
    run = bed.begin(commands);
  }

  @AfterEach
  void remove() throws Exception {
    run.close();
    slot.close();
    place.close();
    bed.close();
  }

  private int steerSyn(int port) {
    byte[] frame = TestFrames.tcp(CLIENT, SteeringBed.GLOBAL4, CLIENT_PORT, port, SYN);
    return run.steering().steer(place.put(frame, 0), frame.length);
  }

  private long command(long code, long argument) {
    long position = place.put(new byte[Command.BYTES + FlowDescriptor.BYTES], 0);
    SharedMemory.putLong(position, code);
    SharedMemory.putLong(position + Long.BYTES, argument);
    FlowDescriptor.put(
        position + Command.BYTES,
        new FlowKey()
            .setProtocol(FlowKey.TCP)
            .setPorts(PORT, CLIENT_PORT)
            .setLocal(0, GlobalAddresses.low(SteeringBed.GLOBAL4))
            .setForeign(0, GlobalAddresses.low(CLIENT)));
    return position;
  }

  private void answer(int nodeId, Verdict verdict) {
    long argument = CommandDescriptor.answer(commands.lastQuestion(), verdict);
    run.steering().command(nodeId, command(Command.ANSWER, argument), Command.BYTES);
    run.steering().service();
  }

  private void cast(int nodeId, long code, long argument) {
    int bytes = Command.BYTES + FlowDescriptor.BYTES;
    run.steering().castCommand(nodeId, 1000 + nodeId, command(code, argument), bytes);
  }

  /** The node of the last frame that need not wait any more; as the transmitter does, takes all. */
  private int readyNode() {
    int node = 0;
    while (run.steering().takeReady(slot.position()) > 0) {
      node = run.steering().readyNode();
    }
    return node;
  }

  @Test
  void whoSaysThatItListensGetsTheFrame() {
    var _ = bed.serve(SteeringBed.GOOD);
    assertThat(steerSyn(PORT)).isEqualTo(Steering.TAKEN);
    answer(SteeringBed.GOOD, Verdict.LISTENER);
    assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
    assertThat(steerSyn(PORT)).isEqualTo(SteeringBed.GOOD);
  }

  @Test
  void anAnswerThatWasCastIsNone() {
    var _ = bed.serve(SteeringBed.GOOD);
    assertThat(steerSyn(PORT)).isEqualTo(Steering.TAKEN);
    for (int node : new int[] {SteeringBed.OWN, SteeringBed.GOOD, SteeringBed.HOSTILE, 4_000}) {
      cast(node, Command.ANSWER, CommandDescriptor.answer(commands.lastQuestion(), Verdict.EXACT));
    }
    run.steering().service();
    assertThat(readyNode()).isZero();
    answer(SteeringBed.GOOD, Verdict.LISTENER);
    assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
  }

  @Test
  void whoDoesNotServeTheAddressHasNoSocket() {
    var _ = bed.serve(SteeringBed.GOOD);
    assertThat(steerSyn(PORT)).isEqualTo(Steering.TAKEN);
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
      cast(SteeringBed.HOSTILE, Command.QUESTION, i);
    }
    run.steering().service();
    assertThat(commands.others()).as("answers before the next frame").isBetween(1, 64);
    assertThat(commands.wakeUps()).as("asks to be called again").isPositive();
    for (int i = 0; i < 1_000; i++) {
      run.steering().service();
    }
    assertThat(commands.others()).as("answers to all that was kept").isBetween(100, 1_000);
    assertThat(run.counters().get(SearchCounter.ANSWERS)).isEqualTo(commands.others());
  }

  /** A peer whose file became shorter costs neither the frame in hand nor the next one. */
  @Test
  void aPeerWhoseSectionIsTruncatedServesNothing() throws Exception {
    var _ = bed.serve(SteeringBed.GOOD);
    var _ = bed.serve(SteeringBed.HOSTILE);
    var file = bed.scratch().facility().node(SteeringBed.HOSTILE);
    try (FileHandle hostile = FileHandle.open(file, OpenFlags.O_RDWR, 0)) {
      hostile.setLength(4_096);
    }
    assertThat(steerSyn(PORT)).isEqualTo(Steering.TAKEN);
    assertThat(bed.lost()).isEqualTo(1);
    assertThat(bed.peer(SteeringBed.HOSTILE).isLost()).isTrue();
    answer(SteeringBed.GOOD, Verdict.LISTENER);
    assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
    assertThat(steerSyn(PORT)).isEqualTo(SteeringBed.GOOD);
    assertThat(bed.lost()).isEqualTo(1);
  }

  /** A control thread may lose its core for long while it publishes, and may die then. */
  @Test
  void aFlowStaysWithANodeThatPublishesAtTheMoment() {
    var _ = bed.serve(SteeringBed.GOOD);
    var _ = bed.serve(SteeringBed.HOSTILE);
    assertThat(steerSyn(PORT)).isEqualTo(Steering.TAKEN);
    answer(SteeringBed.GOOD, Verdict.LISTENER);
    answer(SteeringBed.HOSTILE, Verdict.NONE);
    assertThat(readyNode()).isEqualTo(SteeringBed.GOOD);
    SharedMemory.putLong(bed.area(SteeringBed.GOOD) + GlobalAreaDescriptor.SEQUENCE_OFFSET, 7);
    assertThat(steerSyn(PORT)).isEqualTo(SteeringBed.GOOD);
    bed.peer(SteeringBed.GOOD).setHealth(Peer.Health.DOWN);
    assertThat(steerSyn(PORT)).isEqualTo(Steering.TAKEN);
    answer(SteeringBed.HOSTILE, Verdict.LISTENER);
    assertThat(readyNode()).isEqualTo(SteeringBed.HOSTILE);
  }

  /** Above the rate of questions what others publish decides; while that changes, nothing does. */
  @Test
  void nothingIsRefusedForWhatCannotBeReadAtTheMoment() {
    var _ = bed.serve(SteeringBed.GOOD);
    for (int i = 0; i < 200; i++) {
      byte[] frame = TestFrames.tcp(CLIENT, SteeringBed.GLOBAL4, 10_000 + i, PORT, SYN);
      assertThat(run.steering().steer(place.put(frame, 0), frame.length)).isEqualTo(Steering.TAKEN);
    }
    SharedMemory.putLong(bed.area(SteeringBed.GOOD) + GlobalAreaDescriptor.SEQUENCE_OFFSET, 7);
    long before = run.sent().get(AdapterSendCounter.WAIT_FULL);
    InetAddress neighbour = InetAddress.ofLiteral("10.77.0.9");
    byte[] frame = TestFrames.tcp(neighbour, SteeringBed.GLOBAL4, CLIENT_PORT, PORT, SYN);
    assertThat(run.steering().steer(place.put(frame, 0), frame.length)).isEqualTo(Steering.TAKEN);
    assertThat(run.sent().get(AdapterSendCounter.WAIT_FULL)).isEqualTo(before + 1);
    assertThat(run.counters().get(SearchCounter.REJECTED)).isZero();
  }

  @Test
  void whatHasNoSourceGoesNowhere() {
    InetAddress nobody = InetAddress.ofLiteral("::");
    byte[] frame = TestFrames.udp(nobody, SteeringBed.GLOBAL6, CLIENT_PORT, PORT);
    assertThat(run.steering().steer(place.put(frame, 0), frame.length)).isEqualTo(Steering.TAKEN);
    assertThat(run.sent().get(AdapterSendCounter.NO_OWNER)).isEqualTo(1);
    assertThat(run.table().flows()).isZero();
  }
}
