package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT;
import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.PORT;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static dev.smtap.global.SteeringBed.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.wire.FlowKey;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connection tables of another node with anything in them, while it lives and when it has left
 * them: every flow goes to a node that has a socket for it, and soon.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SteeringHostileTableTest {
  private static final int FLOWS = 8;
  private static final int SEEDS = 8;
  private static final long BYTES =
      GlobalAreaDescriptor.tableBytes(GlobalAreaDescriptor.FEWEST_FLOWS);

  private CommandedSteering test;
  private AdapterInfo hostile;
  private int port = CLIENT_PORT;

  /** Where a table is that is not to be believed. */
  enum Of {
    A_LIVING_NODE,
    A_NODE_THAT_IS_GONE
  }

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    test.peersServe();
    hostile = test.bed().info(HOSTILE);
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private static FlowKey flow(int port) {
    return CommandedSteering.flow(CLIENT, port).setProtocol(FlowKey.UDP);
  }

  /** A table in which all flows are of one node, and that is read from now on. */
  private void publish(Of of, int node, long generation) throws Exception {
    ConnectionTable made = test.bed().makeTable(HOSTILE);
    made.setTime(System.nanoTime());
    for (int i = 0; i < FLOWS; i++) {
      int entry = made.record(flow(port + i), node, generation, DecidingStep.LISTENER, 0);
      made.count(entry, 0, 60);
    }
    if (of == Of.A_NODE_THAT_IS_GONE) {
      leave();
    }
  }

  /** The same table has no other way to it any more. */
  private void leave() throws Exception {
    NodeView view = test.bed().peer(HOSTILE).view();
    long untilNanos = System.nanoTime() + FlowTimeouts.DEFAULT.datagrams().toNanos();
    test.run()
        .steering()
        .members()
        .tables()
        .keep(LeftTable.open(view, test.bed().info(OWN), untilNanos).orElseThrow());
    var _ = test.bed().serve(HOSTILE);
  }

  /** Steers one packet of each flow; the next ones are of other flows. */
  private void everyFlowFindsANode() {
    for (int i = 0; i < FLOWS; i++) {
      byte[] frame = TestFrames.udp(CLIENT, SteeringBed.GLOBAL4, port, PORT);
      assertThat(test.steer(frame)).isEqualTo(Steering.TAKEN);
      test.say(GOOD, Verdict.LISTENER);
      test.answer(HOSTILE, Verdict.LISTENER);
      assertThat(test.readyNode()).as("flow from port " + port).isIn(GOOD, HOSTILE);
      port++;
    }
  }

  private long takenOver() {
    return test.run().counters().get(SearchCounter.TAKEN_OVER);
  }

  private static long generation(int nodeId) {
    return 1_000L + nodeId;
  }

  /** What all others would be without what is done to the table. */
  @ParameterizedTest
  @EnumSource
  void aTableOfWhoMeansWellIsUsed(Of of) throws Exception {
    publish(of, HOSTILE, generation(HOSTILE));
    everyFlowFindsANode();
    assertThat(takenOver()).isEqualTo(FLOWS);
  }

  static Stream<Arguments> seeds() {
    return Stream.of(Of.values())
        .flatMap(of -> IntStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(of, seed)));
  }

  /** Bytes at random in all of it but its length, which is compared with the section's. */
  @ParameterizedTest
  @MethodSource("seeds")
  void garbage(Of of, int seed) throws Exception {
    publish(of, HOSTILE, generation(HOSTILE));
    Random random = new Random(seed);
    for (int offset = 0; offset < BYTES; offset += Long.BYTES) {
      if (offset != ConnectionTableDescriptor.BUCKETS_OFFSET) {
        SharedMemory.putLong(hostile.tablePosition() + offset, random.nextLong());
      }
    }
    everyFlowFindsANode();
    assertThat(takenOver()).isZero();
  }

  /** Every word of it wrong in turn: one bit, so that what is around it is believed. */
  @ParameterizedTest
  @MethodSource("seeds")
  void singleBits(Of of, int seed) throws Exception {
    publish(of, HOSTILE, generation(HOSTILE));
    Random random = new Random(seed);
    for (int offset = 0; offset < BYTES; offset += Long.BYTES) {
      if (offset != ConnectionTableDescriptor.BUCKETS_OFFSET) {
        long at = hostile.tablePosition() + offset;
        SharedMemory.putLong(at, SharedMemory.getLong(at) ^ 1L << random.nextInt(Long.SIZE));
      }
    }
    everyFlowFindsANode();
  }

  static Stream<Arguments> nodesThatCannotBe() {
    return Stream.of(Of.values())
        .flatMap(of ->
            IntStream.of(Integer.MIN_VALUE + HOSTILE, -1, 0, OWN, 4, 65_535, 65_536 + HOSTILE)
                .mapToObj(node -> Arguments.of(of, node)));
  }

  /** A node that has no socket for the flow, is not there, or has a number that no node has. */
  @ParameterizedTest
  @MethodSource
  void nodesThatCannotBe(Of of, int node) throws Exception {
    publish(of, HOSTILE, generation(HOSTILE));
    for (int row = 0; row < ConnectionTableDescriptor.MOST_NODES; row++) {
      long at = row(ConnectionTableDescriptor.NODES_OFFSET, row);
      SharedMemory.putInt(at, node);
      SharedMemory.putInt(at + Integer.BYTES, ConnectionTableDescriptor.NODE_LIVES);
      SharedMemory.putLong(
          at + ConnectionTableDescriptor.ROW_SECOND_WORD, generation(node == OWN ? OWN : HOSTILE));
    }
    everyFlowFindsANode();
    assertThat(takenOver()).isZero();
  }

  private long row(int offset, int number) {
    return hostile.tablePosition() + offset + (long) number * ConnectionTableDescriptor.ROW_BYTES;
  }

  /** What is written all the time is waited for once, and not for each of its entries. */
  @ParameterizedTest
  @EnumSource
  void entriesThatDoNotComeToRest(Of of) throws Exception {
    publish(of, HOSTILE, generation(HOSTILE));
    fillBuckets(-1);
    everyFlowFindsANode();
    assertThat(takenOver()).isZero();
  }

  /** Each bucket says that flows which belong there lie further on, and none is there. */
  @ParameterizedTest
  @EnumSource
  void bucketsThatLeadOnForEver(Of of) throws Exception {
    publish(of, HOSTILE, generation(HOSTILE));
    fillBuckets(0);
    long bucket = hostile.tablePosition() + ConnectionTableDescriptor.TABLE_OFFSET;
    for (long i = 0; i < ConnectionTableDescriptor.buckets(BYTES); i++) {
      SharedMemory.putLong(bucket + i * ConnectionBucketDescriptor.BYTES, 0xff);
    }
    everyFlowFindsANode();
    assertThat(takenOver()).isZero();
  }

  private void fillBuckets(long word) {
    long first = hostile.tablePosition() + ConnectionTableDescriptor.TABLE_OFFSET;
    long bytes = ConnectionTableDescriptor.buckets(BYTES) * ConnectionBucketDescriptor.BYTES;
    for (long at = first; at < first + bytes; at += Long.BYTES) {
      SharedMemory.putLong(at, word);
    }
  }

  /** An address has one row; the flow is looked for under the first. */
  @ParameterizedTest
  @EnumSource
  void anAddressInEveryRow(Of of) throws Exception {
    publish(of, HOSTILE, generation(HOSTILE));
    for (int i = 0; i < ConnectionTableDescriptor.MOST_ADDRESSES; i++) {
      long at = row(ConnectionTableDescriptor.ADDRESSES_OFFSET, i);
      SharedMemory.putLong(at, flow(port).localHigh());
      SharedMemory.putLong(at + ConnectionTableDescriptor.ROW_SECOND_WORD, flow(port).localLow());
    }
    fillBuckets(-1);
    everyFlowFindsANode();
    assertThat(takenOver()).isZero();
  }

  /** The node and the generation of each row, and the entries, change while they are read. */
  @ParameterizedTest
  @EnumSource
  void rowsThatChangeWhileTheyAreRead(Of of) throws Exception {
    publish(of, HOSTILE, generation(HOSTILE));
    AtomicBoolean ends = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().unstarted(() -> writeUntil(ends));
    writer.start();
    try {
      for (int round = 0; round < 200; round++) {
        everyFlowFindsANode();
        port -= FLOWS;
        for (int i = 0; i < FLOWS; i++) {
          assertThat(test.run().table().remove(flow(port + i))).isTrue();
        }
        // Questions have a rate.
        test.pass(FLOWS * 1_000_000_000L / 1_000);
      }
    } finally {
      ends.set(true);
      writer.join();
    }
  }

  private void writeUntil(AtomicBoolean ends) {
    int[] nodes = {OWN, GOOD, HOSTILE, 4, -1};
    for (int i = 0; !ends.get(); i++) {
      long at = row(ConnectionTableDescriptor.NODES_OFFSET, 0);
      long node =
          ConnectionTableDescriptor.node(
              nodes[i % nodes.length], ConnectionTableDescriptor.NODE_LIVES);
      SharedMemory.putLongOpaque(at, node);
      SharedMemory.putLongOpaque(
          at + ConnectionTableDescriptor.ROW_SECOND_WORD, generation(nodes[i / 3 % nodes.length]));
    }
  }

  /** Pages that were there when it was opened are not any more. */
  @Test
  void aTableOfALivingNodeThatIsCutOff() throws Exception {
    publish(Of.A_LIVING_NODE, HOSTILE, generation(HOSTILE));
    everyFlowFindsANode();
    assertThat(takenOver()).isEqualTo(FLOWS);
    cutOff();
    everyFlowFindsANode();
    assertThat(takenOver()).isEqualTo(FLOWS);
    assertThat(test.bed().peer(HOSTILE).isLost()).isTrue();
    assertThat(test.bed().lost()).isEqualTo(1);
  }

  /** It is let go of: the node that lives in its place is not lost for that. */
  @Test
  void aTableOfANodeThatIsGoneThatIsCutOff() throws Exception {
    publish(Of.A_NODE_THAT_IS_GONE, HOSTILE, generation(HOSTILE));
    cutOff();
    everyFlowFindsANode();
    assertThat(takenOver()).isZero();
    assertThat(test.bed().peer(HOSTILE).isLost()).isFalse();
    assertThat(test.bed().lost()).isZero();
  }

  /** Everything but the table stays. */
  private void cutOff() throws Exception {
    long tableOffset = hostile.areaOffset() + hostile.tablePosition() - hostile.areaPosition();
    try (FileHandle file =
        FileHandle.open(test.bed().scratch().facility().node(HOSTILE), OpenFlags.O_RDWR, 0)) {
      file.setLength(tableOffset);
    }
  }

  /** Reading it would make its pages at the reader's expense. */
  @Test
  void aTableWithoutMemory() throws Exception {
    SharedMemory.putLong(
        test.bed().area(HOSTILE) + GlobalAreaDescriptor.TABLE_RESERVED_OFFSET, BYTES);
    NodeView view = test.bed().peer(HOSTILE).view();
    long before = view.status().allocated();
    everyFlowFindsANode();
    assertThat(LeftTable.open(view, test.bed().info(OWN), System.nanoTime())).isEmpty();
    assertThat(view.status().allocated()).isEqualTo(before);
    assertThat(takenOver()).isZero();
  }
}
