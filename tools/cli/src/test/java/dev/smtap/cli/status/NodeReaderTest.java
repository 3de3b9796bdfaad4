package dev.smtap.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.GlobalSection;
import dev.smtap.cli.NodesHere;
import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Claim;
import dev.smtap.facility.Facility;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeFiles;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.OwnSection;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What sections of nodes that mean no good do to a reader. */
class NodeReaderTest {
  private NodesHere here;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  @Test
  void aSectionThatIsTruncatedMeanwhileIsTheTroubleOfItsNodeAlone() throws IOException {
    Facility facility = here.facility();
    try (GlobalSection _ = new GlobalSection(facility, 4);
        GlobalSection _ = new GlobalSection(facility, 5);
        NodeReader reader = new NodeReader(facility)) {
      truncate(facility.node(5));
      List<NodeStatus> nodes = reader.nodes();
      assertThat(nodes).hasSize(2);
      assertThat(nodes.getFirst().state()).isEqualTo(State.UP);
      assertThat(nodes.getFirst().adapters()).hasSize(1);
      assertThat(nodes.getLast().state()).isEqualTo(State.DAMAGED);
      assertThat(nodes.getLast().trouble()).endsWith("node-5 was truncated");
    }
  }

  @Test
  void soIsOneThatIsTruncatedJustBehindItsOpening() throws IOException {
    Facility facility = here.facility();
    try (GlobalSection _ = new GlobalSection(facility, 4);
        NodeReader reader = new NodeReader(facility);
        GlobalSection _ = new GlobalSection(facility, 5)) {
      NodeView opened = NodeView.open(facility, 5);
      truncate(facility.node(5));
      reader.add(opened);
      assertThat(reader.nodes())
          .extracting(NodeStatus::state)
          .containsExactly(State.UP, State.DAMAGED);
    }
  }

  @Test
  void ofVeryManyFilesSomeAreReadAndTheOthersCounted() throws IOException {
    Facility facility = here.facility();
    int most = NodeFiles.MOST;
    try (GlobalSection _ = new GlobalSection(facility, 40_000)) {
      for (int id = 1; id <= most; id++) {
        Files.createFile(facility.node(id));
      }
      PartitionStatus status = PartitionReader.read(facility);
      assertThat(status.nodes()).singleElement().matches(each -> each.id() == 40_000);
      assertThat(status.leftOut()).isEqualTo(new LeftOut(most, 0));
      assertThat(status.unreadableNodes()).isEqualTo(most);
      assertThat(status.problems().getLast())
          .startsWith(most + " more files in " + facility.directory() + " are called like sections")
          .endsWith(
              "remove those that no node has made, and those of dead nodes with 'smtap clean'");
    }
  }

  @Test
  void ofManyDamagedSectionsSomeAreShown() throws IOException {
    Facility facility = here.facility();
    try (GlobalSection _ = new GlobalSection(facility, 400)) {
      for (int id = 1; id <= NodeFiles.MOST_TROUBLES + 10; id++) {
        Files.createFile(facility.node(id));
      }
      PartitionStatus status = PartitionReader.read(facility);
      assertThat(status.nodes()).hasSize(NodeFiles.MOST_TROUBLES + 1);
      assertThat(status.nodes().getLast().state()).isEqualTo(State.UP);
      assertThat(status.leftOut().nodes()).isEqualTo(10);
    }
  }

  private static OwnSection section(Facility facility) throws SystemException {
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(NetworkKind.LOCAL, 0, "inside", 128);
    facility.create();
    return OwnSection.create(
        new Claim(1, 7), new OwnSection.Plan(facility, 2_000, 0, Collections.nCopies(16, adapter)));
  }

  @Test
  void ofTheLanesThatANodeNamesNotAllAreRead() throws SystemException {
    Facility facility = here.facility();
    int share = RingReader.MOST_LANES / 16;
    try (OwnSection section = section(facility)) {
      AdapterInfo info = section.adapters().get(3);
      for (int lane = 0; lane < share + 10; lane++) {
        new LaneHead(info.lanePosition(lane)).assign(lane + 2, 9, 0, 0);
      }
      SharedMemory.putIntRelease(
          info.areaPosition() + AdapterDescriptor.LANES_RESERVED_OFFSET, 2_000);
      section.publish();
      PartitionStatus status = PartitionReader.read(facility);
      assertThat(status.nodes().getFirst().adapters().get(3).rings()).hasSize(share);
      assertThat(status.problems())
          .anyMatch(each ->
              each.startsWith("node 1 has places for 2000 peers on network inside, too many to be")
                  && each.contains(" only the first " + share + " are shown"));
      assertThat(status.leftOut()).isEqualTo(new LeftOut(0, 2_000 - share));
    }
  }

  private static void countAll(LaneHead head) {
    for (SendCounter each : SendCounter.values()) {
      head.sent().add(each, 1);
    }
    for (ReceiveCounter each : ReceiveCounter.values()) {
      head.received().add(each, 1);
    }
  }

  @Test
  void whatANodeHasLostAtVeryManyPlacesIsOneBeyondItsShare() throws SystemException {
    Facility facility = here.facility();
    int lanes = 400;
    try (OwnSection section = section(facility)) {
      AdapterInfo info = section.adapters().getFirst();
      for (int lane = 0; lane < lanes; lane++) {
        LaneHead head = new LaneHead(info.lanePosition(lane));
        head.assign(lane + 2, 9, 0, 0);
        countAll(head);
      }
      SharedMemory.putIntRelease(
          info.areaPosition() + AdapterDescriptor.LANES_RESERVED_OFFSET, lanes);
      section.publish();
      List<Drop> drops = Drop.in(PartitionReader.read(facility).nodes());
      assertThat(drops).hasSize(Drop.MOST + 1);
      assertThat(drops.getLast().cause()).isEqualTo(Drop.OTHERS);
      assertThat(drops.stream().mapToLong(Drop::frames).sum()).isEqualTo(lanes * 12L);
    }
  }
}
