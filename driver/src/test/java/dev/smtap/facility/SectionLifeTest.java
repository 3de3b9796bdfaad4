package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A section from its claim to its end, seen by its owner and by others. */
class SectionLifeTest {
  private TestFacility test;
  private Facility facility;

  @BeforeEach
  void make() throws Exception {
    test = TestFacility.create();
    facility = test.facility();
  }

  @AfterEach
  void remove() {
    test.close();
  }

  @Test
  void nobodySeesASectionBeforeItIsPublished() throws Exception {
    try (OwnSection own = test.section(5, 0)) {
      assertThat(facility.nodeIds()).isEmpty();
      assertThat(NodeState.of(facility, 5)).isEqualTo(new NodeState(false, false, 0, 0));
      assertThat(NodeState.anyAlive(facility)).isFalse();
      own.publish();
      assertThat(facility.nodeIds()).containsExactly(5);
      assertThat(NodeState.anyAlive(facility)).isTrue();
    }
  }

  @Test
  void aLinkThatSomebodyPutThereIsNobodyAndGivesWay() throws Exception {
    Files.createSymbolicLink(facility.node(5), facility.directory().resolve("elsewhere"));
    assertThat(NodeState.of(facility, 5)).isEqualTo(new NodeState(true, false, 0, 0));
    assertThat(NodeState.anyAlive(facility)).isFalse();
    try (OwnSection _ = test.published(5)) {
      assertThat(Files.isSymbolicLink(facility.node(5))).isFalse();
      assertThat(NodeState.of(facility, 5).alive()).isTrue();
    }
  }

  @Test
  void aSectionThatNobodyWouldBelieveIsNotMade() {
    CommonSection.Plan plan = new CommonSection.Plan(255, 4096, 64, 0);
    assertThatThrownBy(() -> CommonSection.openOrCreate(facility, plan, true))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot make " + facility.common() + ": it would have ")
        .hasMessageEndingWith("; take fewer --multicast-rings or --cast-slots");
    assertThat(facility.common()).doesNotExist();
  }

  @Test
  void othersSeeWhatTheOwnerWrote() throws Exception {
    try (OwnSection own = test.section(5, 77)) {
      AdapterInfo adapter = own.adapters().getFirst();
      own.entry(adapter).setMtu(9000);
      own.entry(adapter).setMac(0x02534d000005L);
      own.entry(adapter).setOffloads(3);
      own.entry(adapter).setInterfaceName("sm-with-a-long-name");
      own.entry(adapter).setNamespace("green");
      own.entry(adapter).setKernelDrops(42);
      own.entry(adapter).setSpinMicros(-1);
      own.entry(adapter).setOffloadsWanted(7);
      own.publish();
      try (NodeView view = NodeView.open(facility, 5)) {
        assertThat(view.isAlive()).isTrue();
        assertThat(view.hasStopped()).isFalse();
        assertThat(view.nodeId()).isEqualTo(5);
        assertThat(view.generation()).isEqualTo(own.generation());
        assertThat(view.counterStart()).isEqualTo(77);
        assertThat(view.processId()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(view.isWhole()).isTrue();
        AdapterInfo seen = view.adapters().getFirst();
        assertThat(seen.networkName()).isEqualTo("sm0");
        assertThat(seen.geometry()).isEqualTo(adapter.geometry());
        assertThat(seen.areaOffset()).isEqualTo(adapter.areaOffset());
        assertThat(view.entry(seen).mtu()).isEqualTo(9000);
        assertThat(view.entry(seen).mac()).isEqualTo(0x02534d000005L);
        assertThat(view.entry(seen).offloads()).isEqualTo(3);
        assertThat(view.entry(seen).interfaceName()).isEqualTo("sm-with-a-long-");
        assertThat(view.entry(seen).namespace()).isEqualTo("green");
        assertThat(view.entry(seen).kernelDrops()).isEqualTo(42);
        assertThat(view.entry(seen).spinMicros()).isEqualTo(-1);
        assertThat(view.entry(seen).offloadsWanted()).isEqualTo(7);
      }
    }
  }

  @Test
  void countersSurviveTheirNode() throws Exception {
    try (OwnSection own = test.published(5)) {
      AdapterInfo adapter = own.adapters().getFirst();
      adapter.counters(AdapterDescriptor.SENT_OFFSET).add(AdapterSendCounter.READ, 123);
      own.reserveLane(adapter, 1);
      LaneHead lane = new LaneHead(adapter.lanePosition(1));
      lane.assign(9, 1234, 7, 8);
      lane.sent().add(SendCounter.RING_FULL, 5);
    }
    try (NodeView view = NodeView.open(facility, 5)) {
      assertThat(view.isAlive()).isFalse();
      assertThat(view.hasStopped()).isTrue();
      AdapterInfo adapter = view.adapters().getFirst();
      assertThat(adapter.counters(AdapterDescriptor.SENT_OFFSET).get(AdapterSendCounter.READ))
          .isEqualTo(123);
      assertThat(view.findLane(adapter, 9, 1234)).isEqualTo(1);
      assertThat(view.findLane(adapter, 9, 1235)).isEqualTo(-1);
      assertThat(view.findLane(adapter, 8, 1234)).isEqualTo(-1);
      LaneHead lane = new LaneHead(adapter.lanePosition(1));
      assertThat(lane.sent().get(SendCounter.RING_FULL)).isEqualTo(5);
      assertThat(List.of(lane.start(), lane.written(), lane.read())).containsExactly(7L, 7L, 8L);
    }
  }

  @Test
  void generationsGrowWhateverTheClockSays() throws Exception {
    long first;
    try (OwnSection own = test.published(5)) {
      first = own.generation();
    }
    long future = first + 1_000_000_000L;
    long offset = NodeSectionDescriptor.GENERATION_OFFSET;
    TestFacility.scribble(facility.node(5), offset, future, Long.BYTES);
    assertThat(Claim.of(facility, 5)).isEqualTo(new Claim(5, future + 1));
    TestFacility.scribble(facility.node(5), offset, 1, Long.BYTES);
    assertThat(Claim.of(facility, 5).generation()).isGreaterThanOrEqualTo(first);
  }

  @Test
  void anIdIsClaimedOnce() throws Exception {
    OwnSection one = test.published(1);
    try (OwnSection two = test.published(2)) {
      assertThatThrownBy(() -> Claim.of(facility, two.nodeId()))
          .isInstanceOf(SystemException.class)
          .hasMessage(
              "cannot claim node ID 2: a living node of this partition has it (process %d);"
                  + " choose another --node, or stop that one",
              ProcessHandle.current().pid());
      assertThat(Claim.of(facility, 0).nodeId()).isEqualTo(3);
      one.close();
      assertThat(Claim.of(facility, 0).nodeId()).isEqualTo(1);
    }
  }

  @Test
  void aRestartLeavesTheOldSectionToItsReaders() throws Exception {
    OwnSection old = test.published(5);
    try (NodeView view = NodeView.open(facility, 5)) {
      old.close();
      try (OwnSection again = test.published(5)) {
        assertThat(again.generation()).isGreaterThan(view.generation());
        assertThat(view.isAlive()).isFalse();
        assertThat(view.isWhole()).isTrue();
        assertThat(NodeState.of(facility, 5).generation()).isEqualTo(again.generation());
        assertThat(NodeState.of(facility, 5).alive()).isTrue();
      }
    }
  }

  @Test
  void aSectionThatWasNeverPublishedLeavesNothing() throws Exception {
    test.section(5, 0).close();
    assertThat(facility.directory()).isEmptyDirectory();
  }

  @Test
  void aTruncatedSectionEndsTheLifeOfItsNodeAllTheSame() throws Exception {
    OwnSection own = test.published(5);
    TestFacility.truncate(facility.node(5), 0);
    assertThat(own.isWhole()).isFalse();
    own.close();
    assertThat(NodeState.of(facility, 5).alive()).isFalse();
  }

  @Test
  void aReaderOfATruncatedSectionGetsAnErrorAndNoCrash() throws Exception {
    try (OwnSection own = test.published(5);
        NodeView view = NodeView.open(facility, 5)) {
      own.reserveLane(own.adapters().getFirst(), 0);
      TestFacility.truncate(facility.node(5), NodeSectionDescriptor.BYTES);
      assertThat(view.isWhole()).isFalse();
      assertThat(view.isAlive()).isTrue();
      long lane = view.adapters().getFirst().lanePosition(0);
      assertThatThrownBy(() -> SharedMemory.getLong(lane)).isInstanceOf(InternalError.class);
    }
  }

  @Test
  void theLifeLockIsTakenOnceAndItsDescriptorIsHigh() throws Exception {
    Path path = facility.directory().resolve("life");
    Files.createFile(path);
    LifeLock life = Objects.requireNonNull(LifeLock.tryTake(open(path), "life"));
    assertThat(LifeLock.tryTake(open(path), "life")).isNull();
    try (FileHandle probe = open(path)) {
      assertThat(LifeLock.isHeld(probe.fd())).isTrue();
      life.close();
      assertThat(LifeLock.isHeld(probe.fd())).isFalse();
      assertThat(LifeLock.isHeld(-1)).isFalse();
    }
    try (OwnSection own = test.published(5)) {
      assertThat(own.nodeId()).isEqualTo(5);
      Path mine = facility.node(5).toRealPath();
      assertThat(descriptorsOf(mine)).anyMatch(fd -> fd >= 3000);
    }
  }

  private static FileHandle open(Path path) throws SystemException {
    return FileHandle.open(path, OpenFlags.O_RDWR, 0);
  }

  private static List<Integer> descriptorsOf(Path file) throws Exception {
    try (var links = Files.list(Path.of("/proc/self/fd"))) {
      return links
          .filter(link -> {
            try {
              return Files.readSymbolicLink(link).equals(file);
            } catch (java.io.IOException e) {
              return false;
            }
          })
          .map(link -> Integer.valueOf(String.valueOf(link.getFileName())))
          .toList();
    }
  }

  @Test
  void startsTakeTurns() throws Exception {
    StartLock held = StartLock.take(facility);
    Thread waiting =
        Thread.ofPlatform()
            .start(() -> {
              try (StartLock _ = StartLock.take(facility)) {
                test.published(7).close();
              } catch (SystemException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(waiting.join(java.time.Duration.ofMillis(50))).isFalse();
    assertThat(facility.nodeIds()).isEmpty();
    held.close();
    waiting.join();
    assertThat(facility.nodeIds()).containsExactly(7);
  }

  @Test
  void noSectionIsAnErrorNumberOfItsOwn() {
    assertThatThrownBy(() -> NodeView.open(facility, 9))
        .isInstanceOfSatisfying(
            SystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
  }
}
