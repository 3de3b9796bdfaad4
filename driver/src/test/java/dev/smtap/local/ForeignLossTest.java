package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.Geometry;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.ring.PairRingWriter;
import dev.smtap.wire.Command;
import dev.smtap.wire.SmHeader;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A page that is gone is no peer's fault only because its ring was read when that was noticed. */
class ForeignLossTest {
  private static final int PASSES = 5;
  private static final int PEER = Partition.HOSTILE;

  /** Touches the page once, while a command of the peer is handled. */
  private record Toucher(long position, AtomicInteger commands) implements CommandListener {
    @Override
    public void command(int nodeId, long record, int bytes) {
      if (commands.incrementAndGet() == 1) {
        assertThat(SharedMemory.getLong(position)).isZero();
      }
    }

    @Override
    public void castCommand(int nodeId, long generation, long record, int bytes) {
      throw new AssertionError("nobody casts here");
    }
  }

  private static final class Requests implements NodeRequests {
    private final AtomicInteger lost = new AtomicInteger();

    @Override
    public boolean unknownNode(int nodeId) {
      throw new AssertionError("node " + nodeId);
    }

    @Override
    public void interfaceGone(Adapter adapter, String why) {
      throw new AssertionError(why);
    }

    @Override
    public void busyAgain() {}

    @Override
    public void sectionLost(Adapter adapter) {
      lost.incrementAndGet();
    }
  }

  @Test
  void aPeerStaysWhosePagesAreThere() throws Exception {
    try (ShmDirectory directory = ShmDirectory.create();
        FileHandle file =
            FileHandle.open(
                directory.path().resolve("lost"), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
        MappedSection lost = MappedSection.ofFile(file.fd(), 4096, false, "lost");
        Partition partition = Partition.make();
        ReceiverRun run = new ReceiverRun()) {
      Lane lane = partition.lane(PEER, 0);
      Lane good = partition.lane(Partition.GOOD, 0);
      GoodFrames.publish(partition, 0);
      publishCommand(partition);
      Requests requests = new Requests();
      Adapter adapter = partition.adapter(run.port(), requests, AdapterSettings.DEFAULT);
      adapter.setMtu(1500);
      adapter.setLanes(Lanes.NONE.with(lane).with(good));
      Toucher toucher = new Toucher(lost.position(), new AtomicInteger());
      run.run(adapter, new Receiver(adapter, toucher), PASSES, (position, bytes) -> {});
      assertThat(toucher.commands).hasValue(2);
      assertThat(requests.lost).hasValue(1);
      assertThat(lane.peer().isLost()).isFalse();
      assertThat(adapter.isCastLost()).isFalse();
      assertThat(lane.received().get(ReceiveCounter.COMMANDS)).isEqualTo(1);
      assertThat(run.good()).hasSize(GoodFrames.COUNT);
    }
  }

  private static void publishCommand(Partition partition) {
    Geometry geometry = partition.info(PEER).geometry();
    int slot = geometry.largeSlots();
    partition.setReserved(PEER, geometry.largeSlots(), geometry.smallSlots());
    long record = partition.info(PEER).slots().position(slot);
    GoodFrames.putHeader(record, PEER, true);
    new PairRingWriter(partition.info(PEER).lanePosition(0), geometry.entries(), 0)
        .publish(slot, SmHeader.PADDED_BYTES + Command.BYTES);
  }
}
