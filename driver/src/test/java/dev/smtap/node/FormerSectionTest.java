package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Claim;
import dev.smtap.facility.CommonSection;
import dev.smtap.facility.Facility;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeSectionDescriptor;
import dev.smtap.facility.OwnSection;
import dev.smtap.global.ConnectionTable;
import dev.smtap.global.DecidingStep;
import dev.smtap.global.FlowTimeouts;
import dev.smtap.global.GlobalSettings;
import dev.smtap.local.AdapterSettings;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.FlowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a node that starts makes of the sections of nodes that are gone, its former self among them:
 * those with flows stay mapped for as long as these are remembered.
 */
class FormerSectionTest {
  private static final int SELF = 1;
  private static final int OTHER = 2;
  private static final int LANES = 8;
  private static final int FLOWS = GlobalAreaDescriptor.FEWEST_FLOWS;

  /** Behind magic, version and length: without these nothing else is looked at. */
  private static final int FIRST_WORD = 3;

  private static final int WRONG_BITS = 64;

  private ShmDirectory root;
  private Facility facility;

  @BeforeEach
  void make() throws Exception {
    root = ShmDirectory.create();
    facility = Facility.of(root.path(), "unit");
    facility.create();
  }

  @AfterEach
  void remove() throws Exception {
    root.close();
  }

  private static NodeConfig.Limits limits() {
    return new NodeConfig.Limits(LANES, 2, 16, 0);
  }

  private NodeConfig config(Duration kept) {
    FlowTimeouts timeouts = new FlowTimeouts(kept, kept, kept, Duration.ofSeconds(1), kept);
    AdapterConfig adapter =
        new AdapterConfig(
                NetworkKind.GLOBAL, "sm1", "net", 1_500, Geometry.LEAST_SLOTS, Offloads.NONE)
            .with(GlobalSettings.DEFAULT.withTimeouts(timeouts));
    return new NodeConfig(
        root.path(), "unit", SELF, "", List.of(adapter), limits(), AdapterSettings.DEFAULT);
  }

  private Node start(TestPort port, Duration kept) throws SystemException {
    return Node.start(config(kept), (_, _) -> port.near());
  }

  private Node start(TestPort port) throws SystemException {
    return start(port, Duration.ofMinutes(3));
  }

  /** A section of a node that has died, in which so many flows stand. */
  private void leave(int nodeId, int flows) throws SystemException {
    NodeConfig config = config(Duration.ofMinutes(3));
    try (CommonSection common = CommonSection.openOrCreate(facility, config.commonPlan(), true)) {
      int network = common.claimNetwork("net", NetworkKind.GLOBAL);
      OwnSection.AdapterPlan adapter =
          new OwnSection.AdapterPlan(
              NetworkKind.GLOBAL, network, "net", Geometry.LEAST_SLOTS, FLOWS);
      OwnSection.Plan plan = new OwnSection.Plan(facility, LANES, 0, List.of(adapter));
      try (OwnSection left = OwnSection.create(new Claim(nodeId, 900 + nodeId), plan)) {
        left.publish();
        AdapterInfo info = left.adapters().getFirst();
        left.reserveTable(info);
        ConnectionTable table =
            ConnectionTable.make(info.tablePosition(), GlobalAreaDescriptor.tableBytes(FLOWS));
        table.setTime(System.nanoTime());
        for (int i = 0; i < flows; i++) {
          var _ = table.record(flow(i), 7, 907, DecidingStep.LISTENER, 0);
        }
      }
    }
  }

  private static FlowKey flow(int number) {
    return new FlowKey()
        .setProtocol(FlowKey.UDP)
        .setPorts(9, 5_000 + number)
        .setLocal(0, 0xffff_0a63_0001L)
        .setForeign(0, 0xffff_c000_0201L);
  }

  /** Changes a section of a node that is gone. */
  private void edit(int nodeId, Edit edit) throws SystemException {
    try (FileHandle file = FileHandle.open(facility.node(nodeId), OpenFlags.O_RDWR, 0)) {
      long bytes = file.status().size();
      try (MappedSection section = MappedSection.ofFile(file.fd(), bytes, true, "a section")) {
        edit.apply(file, section);
      }
    }
  }

  /** What is done to a section. */
  private interface Edit {
    void apply(FileHandle file, MappedSection section) throws SystemException;
  }

  /** Whether this process has a file mapped; one that was replaced has its name as such. */
  private static boolean isMapped(String file) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.anyMatch(line -> line.endsWith(file));
    }
  }

  private boolean isFormerSelfMapped() throws IOException {
    return isMapped(facility.node(SELF) + " (deleted)");
  }

  private boolean isOtherMapped() throws IOException {
    return isMapped(facility.node(OTHER).toString());
  }

  /** After a death, an end in good order, and one before a start. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        NodeSectionDescriptor.STATE_RUNNING,
        NodeSectionDescriptor.STATE_STOPPED,
        NodeSectionDescriptor.STATE_HANDED_OVER
      })
  void whoStartsHasItsFormerOneAndThoseOfTheDead(int state) throws Exception {
    for (int id : new int[] {SELF, OTHER}) {
      leave(id, 1);
      edit(
          id,
          (_, section) ->
              SharedMemory.putInt(section.position() + NodeSectionDescriptor.STATE_OFFSET, state));
    }
    try (TestPort port = new TestPort()) {
      try (Node _ = start(port)) {
        assertThat(isFormerSelfMapped()).as("its own former one").isTrue();
        assertThat(isOtherMapped()).as("that of a dead one").isTrue();
      }
      assertThat(isFormerSelfMapped()).isFalse();
      assertThat(isOtherMapped()).isFalse();
    }
  }

  /** Also what claims to have been heard of after its end. */
  @Test
  void theyGoWhenTheirFlowsAreForgotten() throws Exception {
    leave(SELF, 1);
    leave(OTHER, 1);
    edit(
        OTHER,
        (_, section) ->
            SharedMemory.putLong(
                section.position() + NodeSectionDescriptor.HEARTBEAT_OFFSET, Long.MAX_VALUE));
    Duration kept = Duration.ofSeconds(2);
    long leftNanos = System.nanoTime();
    try (TestPort port = new TestPort();
        Node _ = start(port, kept)) {
      TestPartition.await().until(() -> !isFormerSelfMapped() && !isOtherMapped());
      assertThat(System.nanoTime() - leftNanos).isGreaterThan(kept.toNanos() * 9 / 10);
    }
  }

  @Test
  void whatHasNoFlowsIsNotKept() throws Exception {
    leave(SELF, 0);
    leave(OTHER, 0);
    assertNoneIsKept();
  }

  @Test
  void whoIsGoneForLongIsNotKept() throws Exception {
    for (int id : new int[] {SELF, OTHER}) {
      leave(id, 1);
      long heardNanos = System.nanoTime() - TimeUnit.MINUTES.toNanos(4);
      edit(
          id,
          (_, section) ->
              SharedMemory.putLong(
                  section.position() + NodeSectionDescriptor.HEARTBEAT_OFFSET, heardNanos));
    }
    assertNoneIsKept();
  }

  /** The node starts nevertheless. */
  private void assertNoneIsKept() throws Exception {
    try (TestPort port = new TestPort();
        Node node = start(port)) {
      assertThat(isFormerSelfMapped()).isFalse();
      assertThat(isOtherMapped()).isFalse();
      assertThat(node.hasEnded()).isFalse();
    }
  }

  /** What anybody may have made of a section of a node that is gone. */
  enum Damage {
    EMPTY,
    ONE_PAGE_LESS_THAN_THE_TABLE,
    HEADER_ONLY,
    OTHER_VERSION,
    OTHER_MAGIC,
    OTHER_NODE;

    void apply(FileHandle file, MappedSection section) throws SystemException {
      long header = section.position();
      switch (this) {
        case EMPTY -> file.setLength(0);
        case ONE_PAGE_LESS_THAN_THE_TABLE -> {
          long bytes = SharedMemory.getLong(header + NodeSectionDescriptor.BYTES_OFFSET);
          file.setLength(bytes - 4_096);
        }
        case HEADER_ONLY -> file.setLength(NodeSectionDescriptor.BYTES);
        case OTHER_VERSION -> {
          int version = NodeSectionDescriptor.VERSION + 1;
          SharedMemory.putInt(header + NodeSectionDescriptor.VERSION_OFFSET, version);
        }
        case OTHER_MAGIC ->
            SharedMemory.putLong(header + NodeSectionDescriptor.MAGIC_OFFSET, 0x1234_5678L);
        case OTHER_NODE -> SharedMemory.putInt(header + NodeSectionDescriptor.NODE_ID_OFFSET, 3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoSectionIsNotKept(Damage damage) throws Exception {
    for (int id : new int[] {SELF, OTHER}) {
      leave(id, 1);
      edit(id, damage::apply);
    }
    assertNoneIsKept();
  }

  /** Kept or not: the node starts, and what it has kept it lets go of. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void garbage(int seed) throws Exception {
    Random random = new Random(seed);
    for (int id : new int[] {SELF, OTHER}) {
      leave(id, 1);
      edit(
          id,
          (_, section) -> {
            for (int i = 0; i < WRONG_BITS; i++) {
              int word = random.nextInt(FIRST_WORD, NodeSectionDescriptor.BYTES / Long.BYTES);
              long at = section.position() + (long) word * Long.BYTES;
              SharedMemory.putLong(at, SharedMemory.getLong(at) ^ 1L << random.nextInt(Long.SIZE));
            }
          });
    }
    try (TestPort port = new TestPort();
        Node node = start(port)) {
      assertThat(node.hasEnded()).isFalse();
    }
    assertThat(isFormerSelfMapped()).isFalse();
    assertThat(isOtherMapped()).isFalse();
  }
}
